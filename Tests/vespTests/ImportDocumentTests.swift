import Foundation
import TestSupport
import Testing

/// What docs/import.md tells the reader to type works as it is written there.
@Suite(.serialized, .timeLimit(.minutes(5))) struct ImportDocumentTests {
    private let folder: Scratch

    init() throws {
        folder = try Scratch()
        let files = FileManager.default
        try files.createSymbolicLink(atPath: "\(folder.path)/vesp", withDestinationPath: Tool.executable.path)
        try files.createDirectory(atPath: "\(folder.path)/examples", withIntermediateDirectories: true)
        try files.copyItem(
            atPath: "\(Tool.packageRoot)/Fixtures/imports/esp-open-rtos",
            toPath: "\(folder.path)/examples/aws_iot"
        )
    }

    private func block(_ index: Int) throws -> String {
        let text = try String(contentsOfFile: "\(Tool.packageRoot)/docs/import.md", encoding: .utf8)
        let blocks = text.matches(of: /```bash\n((?s).*?)```/).map { String($0.1) }
        try #require(blocks.count == 2)
        return blocks[index]
    }

    @Test(.enabled(if: Tool.hasFirmware, "needs make firmware")) func `a project is imported and run`() throws {
        let result = try Tool.shell("PATH=.:$PATH; set -e; \(try block(0))", in: folder.path)
        #expect(result.code == 0, "\(result.errors)\(result.output)")
        #expect(result.output.hasPrefix("OK: "), "\(result.output)")
        #expect(result.output.contains("\nMQTT       connected"), "\(result.output)")
    }

    @Test(.enabled(if: PythonTools.isHere)) func `a key gets its certificate from the account, and both go into C`()
        throws
    {
        let control = try LoopbackServer(isListening: false).port
        let script = """
            PATH=.:\(PythonTools.programs):$PATH; set -e
            vesp cloud serve --mqtt-port 0 --https-port 0 --control-port \(control) 2>log & endpoint=$!
            until vesp cloud status --control-port \(control) >/dev/null 2>&1; do kill -0 $endpoint || exit 9; done
            export AWS_ENDPOINT_URL=http://127.0.0.1:\(control) AWS_DEFAULT_REGION=us-east-1
            export AWS_ACCESS_KEY_ID=AKIAVESPDESKEXAMPLE0 AWS_SECRET_ACCESS_KEY=vesp/on/the/desk/secret/access/key/EXAMPLE
            \(try block(1))
            kill $endpoint; wait $endpoint
            openssl x509 -in eccCert.crt -noout -subject
            echo 'const char *client_endpoint = "x.iot.us-east-1.amazonaws.com";' >>client_config.c
            cp client_config.c examples/aws_iot; vesp import esp-open-rtos examples/aws_iot
            """
        let result = try Tool.shell(script, in: folder.path)
        #expect(result.code == 0, "\(result.errors)")
        #expect(
            result.output.contains("CN = esp-1") && result.output.contains("\nprofile: esp-open-rtos\n"),
            "\(result.output)"
        )
    }
}
