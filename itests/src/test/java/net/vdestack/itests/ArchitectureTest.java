package net.vdestack.itests;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules of ARCHITECTURE, over the classes of all modules. */
class ArchitectureTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("net.vdestack");

    /** An empty import would make every other rule pass. */
    @ParameterizedTest
    @ValueSource(strings = {"api", "linux", "forwarder", "rest", "demo", "launcher"})
    void seesClassesOfModule(String module) {
        assertThat(CLASSES.that(resideInAPackage("net.vdestack." + module + "..")))
                .isNotEmpty();
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching("net.vdestack.(**)").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void apiDependsOnTheJdkOnly() {
        classes()
                .that()
                .resideInAPackage("net.vdestack.api..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("net.vdestack.api..", "java..", "javax.net..", "org.osgi.annotation..")
                .check(CLASSES);
    }

    @Test
    void nativeDoesNotDependOnItsUsers() {
        noClasses()
                .that()
                .resideInAPackage("net.vdestack.linux..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("net.vdestack.forwarder..", "net.vdestack.rest..", "net.vdestack.demo..")
                .check(CLASSES);
    }

    @Test
    void forwarderSeesOnlyTheSyscallsOfNative() {
        noClasses()
                .that()
                .resideInAPackage("net.vdestack.forwarder..")
                .should()
                .dependOnClassesThat(resideInAPackage("net.vdestack.linux..")
                        .and(not(resideInAPackage("net.vdestack.linux.syscall.."))))
                .orShould()
                .dependOnClassesThat()
                .resideInAnyPackage("net.vdestack.rest..", "net.vdestack.demo..")
                .check(CLASSES);
    }

    @Test
    void restAndDemoSeeOfOursTheApiOnly() {
        for (String user : List.of("net.vdestack.rest..", "net.vdestack.demo..")) {
            noClasses()
                    .that()
                    .resideInAPackage(user)
                    .should()
                    .dependOnClassesThat(resideInAPackage("net.vdestack..")
                            .and(not(resideInAnyPackage("net.vdestack.api..", user))))
                    .check(CLASSES);
        }
    }

    @Test
    void theLauncherKnowsNoneOfTheBundles() {
        noClasses()
                .that()
                .resideInAPackage("net.vdestack.launcher..")
                .should()
                .dependOnClassesThat(resideInAPackage("net.vdestack..")
                        .and(not(resideInAPackage("net.vdestack.launcher.."))))
                .check(CLASSES);
    }

    /** Everything else works in plain Java, without a framework and without a JSON library. */
    @Test
    void onlyComponentsKnowTheFramework() {
        noClasses()
                .that()
                .resideInAnyPackage("net.vdestack.linux..", "net.vdestack.forwarder..")
                .and()
                .resideOutsideOfPackages("net.vdestack.linux.osgi..", "net.vdestack.forwarder.osgi..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.osgi.framework..", "org.osgi.service..", "tools.jackson..")
                .check(CLASSES);
    }

    @Test
    void onlyTheDemoAndTheLauncherPrint() {
        noClasses()
                .that()
                .resideOutsideOfPackages("net.vdestack.demo..", "net.vdestack.launcher..")
                .should(ACCESS_STANDARD_STREAMS)
                .check(CLASSES);
    }

    @Test
    void nobodyUsesJavaUtilLogging() {
        // ArchUnit's rule of that name only looks at fields.
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAPackage("java.util.logging..")
                .check(CLASSES);
    }
}
