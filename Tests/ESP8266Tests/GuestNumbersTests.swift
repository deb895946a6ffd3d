import GuestABI
import Testing

@testable import ESP8266

/// Numbers from the guest: imported enumerations take any, so what lies beside the known ones must not get that far.
@Suite struct GuestNumbersTests {
    @Test func `a register begins at a word and ends with the last of its device`() {
        #expect(ProbeRegister(offset: 4 * UInt32(PROBE_REGISTERS) - 4) == .secondStackSize)
        #expect(ProbeRegister(offset: 4 * UInt32(PROBE_REGISTERS)) == nil)
        #expect(ProbeRegister(offset: 1) == nil)
        #expect(StationRegister(offset: 4 * UInt32(WIFI_REGISTERS) - 4) == .phase)
        #expect(StationRegister(offset: 4 * UInt32(WIFI_REGISTERS)) == nil)
        #expect(SocketRegister(offset: 4 * UInt32(NET_REGISTERS) - 4) == .error)
        #expect(SocketRegister(offset: 4 * UInt32(NET_REGISTERS)) == nil)
    }

    @Test func `commands begin with 1`() {
        #expect(StationCommand(number: 0) == nil && StationCommand(number: 2) == .disconnect)
        #expect(StationCommand(number: 3) == nil)
        #expect(SocketCommand(number: 0) == nil && SocketCommand(number: 4) == .receive)
        #expect(SocketCommand(number: 5) == nil && SocketCommand(number: .max) == nil)
    }
}
