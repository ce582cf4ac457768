package net.vdestack.linux.osgi;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;

/** Makes an object with some of an interface's methods pass for one with all of them. */
final class Partial {
    private Partial() {}

    /** Methods that the target does not have fail when they are called. */
    static <T> T of(Class<T> type, Object target) {
        return type.cast(Proxy.newProxyInstance(
                Partial.class.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    if (method.getName().equals("equals")) {
                        return proxy == arguments[0];
                    }
                    try {
                        Method found =
                                target.getClass().getDeclaredMethod(method.getName(), method.getParameterTypes());
                        found.setAccessible(true);
                        return found.invoke(target, arguments);
                    } catch (NoSuchMethodException e) {
                        if (method.getDeclaringClass() == Object.class) {
                            return method.invoke(target, arguments);
                        }
                        throw new UnsupportedOperationException(method.toString(), e);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                }));
    }
}
