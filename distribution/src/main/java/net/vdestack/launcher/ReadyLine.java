package net.vdestack.launcher;

import java.util.function.Consumer;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.service.condition.Condition;
import org.osgi.util.tracker.ServiceTracker;

/** Tells where HTTP is served, the first time that all is up. */
final class ReadyLine extends ServiceTracker<Condition, Condition> {
    private static final String FILTER =
            "(&(objectClass=" + Condition.class.getName() + ")(" + Condition.CONDITION_ID + "=net.vdestack.ready))";

    private final Consumer<String> output;
    private final Runnable afterwards;
    private boolean printed;

    /**
     * @param output is told the URL
     * @param afterwards is run then
     */
    ReadyLine(BundleContext framework, Consumer<String> output, Runnable afterwards) throws InvalidSyntaxException {
        super(framework, framework.createFilter(FILTER), null);
        this.output = output;
        this.afterwards = afterwards;
    }

    @Override
    public Condition addingService(ServiceReference<Condition> reference) {
        print(String.valueOf(reference.getProperty("url")));
        return super.addingService(reference);
    }

    private synchronized void print(String url) {
        if (!printed) {
            printed = true;
            output.accept(url);
            afterwards.run();
        }
    }

    synchronized boolean isPrinted() {
        return printed;
    }
}
