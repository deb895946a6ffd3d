import Foundation

/// The tools of others that scripts/fetch-test-tools.sh makes a Python environment of.
public enum PythonTools {
    private static let folder = "\(packageRoot)/.build/test-tools"

    /// Whether they could be had.
    public static let isHere = FileManager.default.fileExists(atPath: "\(folder)/made-of")
    /// Python with all of them as modules.
    public static let python = "\(folder)/bin/python"
    /// Espressif's esptool, 5.x.
    public static let esptool = "\(folder)/bin/esptool"
    /// MicroPython's mpremote.
    public static let mpremote = "\(folder)/bin/mpremote"
    /// pytest.
    public static let pytest = "\(folder)/bin/pytest"
    /// Where all of them are, for a PATH.
    public static let programs = "\(folder)/bin"
}
