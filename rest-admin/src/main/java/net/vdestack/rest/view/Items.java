package net.vdestack.rest.view;

import java.util.List;

/** A list, in an object so that more can join it one day. */
public record Items<T>(List<T> items) {}
