package org.osgi.framework;

/** Stands in for the OSGi framework's interface, which the API knows by name only. */
public interface BundleReference {}
