package net.vdestack.rest.view;

import java.util.List;

/**
 * Commands to run, in one of two ways.
 *
 * @param command a line: commands with {@code ;} between, split into words as a shell quotes, but without a shell
 * @param argv instead: one command's words
 * @param timeoutSeconds how long all may take together: 1 to 3600; 30 unless given
 */
public record CommandRequest(String command, List<String> argv, Integer timeoutSeconds) {}
