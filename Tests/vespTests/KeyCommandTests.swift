import Foundation
import TestSupport
import Testing

/// `vesp keygen`, `vesp csr` and `vesp pem2c`, with openssl, sed and a C compiler as judges.
@Suite(.serialized, .timeLimit(.minutes(5))) struct KeyCommandTests {
    private let folder: Scratch

    init() throws { folder = try Scratch() }

    /// A shell's line in the folder, with the tool as `vesp`; what it prints.
    private func shell(_ line: String, code: Int32 = 0) throws -> String {
        let result = try Tool.shell("vesp() { '\(Tool.executable.path)' \"$@\"; }; set -e; \(line)", in: folder.path)
        #expect(result.code == code, "\(result.errors)")
        return result.output + result.errors
    }

    private func mode(_ file: String) throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: "\(folder.path)/\(file)")[.posixPermissions] as? Int
    }

    @Test(arguments: ["--type ec", "--type ec --pkcs8", "--type rsa", "--type rsa --pkcs8"])
    func `openssl finds key and request in order`(options: String) throws {
        let text = try shell(
            """
            umask 000; vesp keygen \(options) --output key.pem; vesp csr --key key.pem --common-name esp-1 --output csr.pem
            openssl pkey -in key.pem -check -noout; openssl pkey -in key.pem -text -noout | head -1
            openssl req -in csr.pem -verify -noout -subject 2>&1
            """
        )
        #expect(text.contains("Key is valid") && text.contains("verify OK") && text.contains("CN = esp-1"), "\(text)")
        #expect(text.contains(options.contains("rsa") ? "(2048 bit" : "(256 bit"), "\(text)")
        #expect(try mode("key.pem") == 0o600 && mode("csr.pem") == 0o666)
    }

    @Test func `a key is not written over a file unless asked`() throws {
        _ = try folder.file("key.pem", "mine")
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: "\(folder.path)/key.pem")
        try Tool.expectRefusal(
            73,
            "is there already; --force replaces it",
            ["keygen", "--output", "\(folder.path)/key.pem"]
        )
        #expect(try String(contentsOfFile: "\(folder.path)/key.pem", encoding: .utf8) == "mine")
        _ = try shell("vesp keygen --output key.pem --force; openssl pkey -in key.pem -check -noout; ls -A > list")
        #expect(try mode("key.pem") == 0o600)
        #expect(try String(contentsOfFile: "\(folder.path)/list", encoding: .utf8) == "key.pem\nlist\n")
        try Tool.expectRefusal(73, "none", ["keygen", "--output", "\(folder.path)/none/key.pem"])
    }

    @Test func `a request needs a key that AWS IoT certifies, and a name`() throws {
        _ = try shell("openssl genrsa -out small.pem 1024; openssl ecparam -name secp256k1 -genkey -noout -out k1.pem")
        for file in ["small.pem", "k1.pem"] {
            let arguments = ["csr", "--key", "\(folder.path)/\(file)", "--common-name", "esp"]
            try Tool.expectRefusal(65, "the key must be RSA with at least 2048 bits, or EC on", arguments)
        }
        try Tool.expectRefusal(66, "no such file", ["csr", "--key", "none.pem", "--common-name", "esp"])
        for name in ["", String(repeating: "x", count: 65)] {
            try Tool.expectRefusal(64, "must have 1 to 64 characters", ["csr", "--key", "k", "--common-name", name])
        }
    }

    @Test func `pem2c prints what the tutorial's sed line does, and what a compiler takes`() throws {
        _ = try shell(
            """
            vesp keygen --output key.pem; vesp pem2c key.pem > strings
            sed -e 's/^/"/g' key.pem | sed -e 's/$/\\\\r\\\\n"/g' | cmp - strings
            vesp pem2c key.pem --name client_key --output key.c
            echo 'extern const char *client_key; int puts(const char *); int main(void) { return puts(client_key) < 0; }' > main.c
            gcc -o show main.c key.c; ./show | tr -d '\\r' | sed '$d' | cmp - key.pem
            """
        )
        #expect(try mode("key.c") == 0o600)
        let file = "\(folder.path)/key.pem", output = "\(folder.path)/key.c"
        try Tool.expectRefusal(73, "--force replaces it", ["pem2c", file, "--output", output])
        try Tool.expectRefusal(64, "is the same file as the input", ["pem2c", file, "--output", file])
        try Tool.expectRefusal(64, "is not a name in C", ["pem2c", file, "--name", "a b"])
        try Tool.expectRefusal(65, "not a PEM file", ["pem2c", "\(folder.path)/main.c"])
        try Tool.expectRefusal(66, "no such file", ["pem2c", "none.pem"])
    }

    @Test func `a private key is shown on a terminal only when asked for`() throws {
        _ = try shell("vesp keygen --output key.pem")
        let tool = Tool.executable.path
        for (options, code) in [("", Int32(64)), (" --output -", 0)] {
            let program = try TerminalProgram("'\(tool)' pem2c key.pem\(options)", in: folder.path)
            #expect(program.exitCode() == code)
        }
    }
}
