package io.actorproxy.statestore.sqlite;

import static java.nio.file.attribute.PosixFilePermission.GROUP_EXECUTE;
import static java.nio.file.attribute.PosixFilePermission.GROUP_READ;
import static java.nio.file.attribute.PosixFilePermission.GROUP_WRITE;
import static java.nio.file.attribute.PosixFilePermission.OTHERS_EXECUTE;
import static java.nio.file.attribute.PosixFilePermission.OTHERS_READ;
import static java.nio.file.attribute.PosixFilePermission.OTHERS_WRITE;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the directory and the files so that only their owner can read and write them. */
final class OwnFiles {

  private static final Logger log = LoggerFactory.getLogger(OwnFiles.class);

  private static final boolean POSIX =
      FileSystems.getDefault().supportedFileAttributeViews().contains("posix");

  /** What only the owner may do with a file that has states in it. */
  private static final Set<PosixFilePermission> OF_FILE =
      EnumSet.of(GROUP_READ, GROUP_WRITE, GROUP_EXECUTE, OTHERS_READ, OTHERS_WRITE, OTHERS_EXECUTE);

  private OwnFiles() {}

  /** Makes the directory and its parents, unless they are there, and gives its real path. */
  static Path createDirectory(Path directory) throws IOException {
    return Files.createDirectories(directory.toAbsolutePath(), only("rwx------")).toRealPath();
  }

  /** Makes an empty file, unless it is there. SQLite gives those beside it the same permissions. */
  static void create(Path file) throws IOException {
    try {
      Files.createFile(file, only("rw-------"));
    } catch (FileAlreadyExistsException e) {
      // It is there already.
    }
  }

  private static FileAttribute<?>[] only(String permissions) {
    return POSIX
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        }
        : new FileAttribute<?>[0];
  }

  /** Warns if others than the owner can read or write the file. */
  static void warnIfFileIsOpen(Path file) throws IOException {
    warnIfOpen(file, OF_FILE, "and states are in it: take the rights away with chmod go=");
  }

  /**
   * Warns if every user can replace the files in the directory. That others can list it does no
   * harm, for they cannot read the files; and a group that can write is often the owner's own, or
   * that of a container's volume.
   */
  static void warnIfDirectoryIsOpen(Path directory) throws IOException {
    warnIfOpen(
        directory,
        EnumSet.of(OTHERS_WRITE),
        "who can replace the states in it: take the right away with chmod o-w");
  }

  private static void warnIfOpen(Path path, Set<PosixFilePermission> rights, String consequence)
      throws IOException {
    if (!POSIX) {
      return;
    }
    Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(path);
    if (permissions.stream().anyMatch(rights::contains)) {
      log.warn(
          "{} is open to other users ({}), {} {}",
          path,
          PosixFilePermissions.toString(permissions),
          consequence,
          path);
    }
  }
}
