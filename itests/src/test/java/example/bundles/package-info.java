/** Bundles that {@code PlatformIT} puts beside the platform's own: each is one activator. */
package example.bundles;
