/**
 * The configuration of a stack's interfaces, as a string that people write and a model that programs read.
 *
 * <p>The words are those of libiothconf: {@code eth,ip=10.0.0.1/24,gw=10.0.0.254}.
 */
@Export
@Version("1.0.0")
package net.vdestack.api.configuration;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
