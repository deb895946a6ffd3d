import ESP8266
import Record

/// What is behind the access point for firmware of the user's own: Ethernet frames of the device's go in, frames for it come
/// out.
protocol StationNetwork: AnyObject {
    /// Told of every Ethernet frame for the device.
    var onFrame: ([UInt8], Ticks) -> Void { get set }
    /// Told of a station that sends from an address of the network, with every packet.
    var onAddress: (EUI48, Ticks) -> Void { get set }
    /// Told of everything that happens to TCP streams, as seen at the device, with a name of the other end.
    var onStream: (StreamEvent, _ host: String?, Ticks) -> Void { get set }
    /// Takes an Ethernet frame of the device's.
    func receive(_ frame: [UInt8], at now: Ticks)
    /// What passed, with chip starts at `starts`; nil unless it is wanted.
    func traffic(starts: Set<Seconds>) -> RunRecord.Traffic?
}
