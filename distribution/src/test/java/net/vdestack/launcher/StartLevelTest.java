package net.vdestack.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StartLevelTest {
    @ParameterizedTest
    @CsvSource({
        "org.ops4j.pax.logging.pax-logging-api,LOGGING",
        "com.sun.jna,LIBRARIES",
        "com.example.app,LIBRARIES",
        "org.apache.felix.scr,SERVICES",
        "net.vdestack.storage,STORAGE",
        "net.vdestack.linux,VDESTACK",
        "net.vdestack.demo,APPLICATIONS",
    })
    void followsFromTheName(String symbolicName, StartLevel level) {
        assertThat(StartLevel.of(symbolicName)).isEqualTo(level);
    }

    @Test
    void areNumberedFromOne() {
        assertThat(StartLevel.values()).extracting(StartLevel::number).containsExactly(1, 2, 2, 3, 4, 5);
    }
}
