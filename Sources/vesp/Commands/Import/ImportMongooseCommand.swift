import ArgumentParser
import Inputs

/// `vesp import mongoose`.
struct ImportMongooseCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "mongoose",
        abstract: "Read mos.yml and conf0.json to conf9.json of a Mongoose OS application.",
        discussion: """
            mqtt.server, mqtt.ssl_cert, mqtt.ssl_key, mqtt.ssl_ca_cert, wifi.sta.ssid, wifi.sta.pass and device.id, of the \
            last layer that has them. Files are looked for in the folder and in its fs.

            Example: vesp import mongoose my-app --output scenario.yml
            """
    )

    @OptionGroup var options: ImportOptions

    func run() throws { try options.run(ImportedConfiguration.init(mongooseOS:)) }
}
