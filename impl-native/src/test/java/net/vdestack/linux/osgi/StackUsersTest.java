package net.vdestack.linux.osgi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import net.vdestack.api.StackListener;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleEvent;

class StackUsersTest {
    private final FakeStacks live = new FakeStacks();
    private final StackUsers users =
            new StackUsers(bundle -> new StackUser(bundle.getSymbolicName(), null, live, (stack, account) -> null));
    private final FakeBundle state = new FakeBundle();
    private final Bundle bundle = Partial.of(Bundle.class, state);

    @SuppressWarnings("UnusedMethod") // called by Partial
    private static final class FakeBundle {
        private int state = Bundle.ACTIVE;

        int getState() {
            return state;
        }

        String getSymbolicName() {
            return "app";
        }
    }

    private void happens(int type) {
        users.bundleChanged(new BundleEvent(type, bundle));
    }

    @Test
    void areKeptWhileTheirBundleIsStarted() {
        StackUser user = users.of(bundle);
        state.state = Bundle.STOPPING;
        happens(BundleEvent.STOPPING);

        assertThat(users.of(bundle)).isSameAs(user);
    }

    @Test
    void endWhenTheirBundleHasStopped() {
        StackUser user = users.of(bundle);
        user.addListener(new StackListener() {});

        state.state = Bundle.RESOLVED;
        happens(BundleEvent.STOPPED);

        assertThat(live.listeners).isEmpty();
        assertThatIllegalStateException().isThrownBy(() -> users.of(bundle)).withMessage("bundle app is not started");
        state.state = Bundle.STARTING;
        assertThat(users.of(bundle)).isNotSameAs(user);
    }
}
