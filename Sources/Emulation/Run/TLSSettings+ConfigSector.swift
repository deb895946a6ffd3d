import Inputs

extension TLSSettings {
    /// Adds what is asked for to the configuration of the firmware.
    func write(to sector: inout ConfigSector) {
        if !suites.isEmpty { sector.set(.tlsSuites, suites.map(UInt32.init)) }
        if !curves.isEmpty { sector.set(.tlsCurves, curves.map(UInt32.init)) }
        if let maxFragmentLength { sector.set(.tlsFragmentLength, UInt32(maxFragmentLength)) }
        if probesFragmentLength { sector.set(.tlsProbesFragmentLength, 1) }
        if let inputBuffer { sector.set(.tlsInputBuffer, UInt32(inputBuffer)) }
        if let outputBuffer { sector.set(.tlsOutputBuffer, UInt32(outputBuffer)) }
        if isInsecure { sector.set(.tlsInsecure, 1) }
        if let fingerprint { sector.set(.tlsFingerprint, bytes: fingerprint) }
        if betweenSteps != .nothing { sector.set(.tlsBetweenSteps, betweenSteps.code.rawValue) }
        if let ecpMaxOps { sector.set(.tlsECPOperations, UInt32(ecpMaxOps)) }
        if let handshakeTimeout {
            sector.set(.tlsHandshakeTimeout, UInt32(clamping: handshakeTimeout.microseconds / 1000))
        }
        if resume { sector.set(.tlsResume, 1) }
    }
}
