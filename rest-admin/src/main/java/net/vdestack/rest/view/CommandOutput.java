package net.vdestack.rest.view;

/**
 * Some of what a command wrote: the data of the events {@code stdout} and {@code stderr}.
 *
 * @param index which of the commands, from 0
 */
public record CommandOutput(int index, String text) {}
