package net.vdestack.rest.resource;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import net.vdestack.rest.access.Role;

/** Who may call a method, where it is not what its HTTP method says: viewers GET, operators do the rest. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
@interface RequiresRole {
    Role value();
}
