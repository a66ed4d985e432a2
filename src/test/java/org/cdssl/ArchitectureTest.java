package org.cdssl;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Which package may use which. Data flow down one list, and only down.
class ArchitectureTest {
  private static final String SCOPE = "org.bytedeco.javacpp.PointerScope";

  /// What each package may use besides itself, the root package and other people's libraries.
  private static final Map<String, List<String>> MAY_USE =
      Map.ofEntries(
          entry("config", List.of()),
          entry("storage", List.of()),
          entry("image", List.of("config", "storage")),
          entry("pseudo3d", List.of("config", "image")),
          entry("view", List.of("config", "image", "pseudo3d")),
          entry("collection", List.of("config", "storage", "image", "view")),
          entry("report", List.of("config", "storage", "image")),
          entry("engine", List.of("config", "image")),
          entry("network", List.of("config", "engine")),
          entry("pretext", List.of("config", "storage", "image", "view", "engine", "network")),
          entry(
              "training",
              List.of(
                  "config",
                  "storage",
                  "image",
                  "pseudo3d",
                  "view",
                  "collection",
                  "report",
                  "engine",
                  "network",
                  "pretext")),
          entry(
              "transfer",
              List.of(
                  "config",
                  "storage",
                  "image",
                  "pseudo3d",
                  "view",
                  "collection",
                  "report",
                  "engine",
                  "network",
                  "training")),
          entry(
              "experiment",
              List.of(
                  "config",
                  "storage",
                  "image",
                  "pseudo3d",
                  "view",
                  "collection",
                  "report",
                  "engine",
                  "network",
                  "pretext",
                  "training",
                  "transfer")));

  /// May use everything, and nothing uses it.
  private static final String TOP = "cli";

  private static final Set<String> USE_LIBTORCH =
      Set.of("engine", "network", "pretext", "training", "transfer", "experiment");

  private static JavaClasses classes;

  @BeforeAll
  static void read() {
    classes =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("org.cdssl");
  }

  @Test
  void everyPackageHasItsPlace() {
    Set<String> found = new TreeSet<>();
    for (JavaPackage p : classes.getPackage("org.cdssl").getSubpackages()) {
      found.add(p.getRelativeName());
    }
    assertThat(found).contains("engine", "training", TOP).isSubsetOf(places());
  }

  @Test
  void packagesUseOnlyWhatLiesBelowThem() {
    for (Map.Entry<String, List<String>> p : MAY_USE.entrySet()) {
      Set<String> barred = places();
      barred.remove(p.getKey());
      barred.removeAll(p.getValue());
      noClasses()
          .that()
          .resideInAPackage(folder(p.getKey()))
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(folders(barred))
          .allowEmptyShould(true)
          .check(classes);
    }
  }

  @Test
  void packagesHaveNoCycles() {
    slices().matching("org.cdssl.(*)..").should().beFreeOfCycles().check(classes);
  }

  @Test
  void libtorchIsUsedFromTheEngineDownOnly() {
    noClasses()
        .that()
        .resideOutsideOfPackages(folders(USE_LIBTORCH))
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.bytedeco..")
        .check(classes);
  }

  @Test
  void onlyTheEngineOpensPointerScopes() {
    noClasses()
        .that()
        .resideOutsideOfPackage(folder("engine"))
        .should()
        .dependOnClassesThat()
        .haveFullyQualifiedName(SCOPE)
        .check(classes);
  }

  /// It frees the tensor at once instead of letting it live on.
  @Test
  void nothingIsDetachedFromAPointerScope() {
    noClasses()
        .should()
        .callMethodWhere(target(owner(name(SCOPE))).and(target(name("detach"))))
        .check(classes);
  }

  @Test
  void onlyTheCommandLineEndsTheProcess() {
    noClasses()
        .that()
        .resideOutsideOfPackage(folder(TOP))
        .should()
        .callMethod(System.class, "exit", int.class)
        .orShould()
        .callMethod(Runtime.class, "exit", int.class)
        .check(classes);
  }

  private static Set<String> places() {
    Set<String> all = new TreeSet<>(MAY_USE.keySet());
    all.add(TOP);
    return all;
  }

  private static String folder(String place) {
    return "org.cdssl." + place + "..";
  }

  private static String[] folders(Set<String> places) {
    return places.stream().map(ArchitectureTest::folder).toArray(String[]::new);
  }
}
