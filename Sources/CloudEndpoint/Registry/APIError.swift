/// Why the API refuses a request: error types and their HTTP statuses of the service models `iot` and `iot-data`,
/// version 2015-05-28, and of the errors that all services of AWS have in common.
public struct APIError: Error, Equatable, Sendable {
    /// An error type; its name on the wire is the raw value.
    public enum Kind: String, Sendable, CaseIterable {
        case certificateConflict = "CertificateConflictException"
        case certificateState = "CertificateStateException"
        case certificateValidation = "CertificateValidationException"
        case conflict = "ConflictException"
        case deleteConflict = "DeleteConflictException"
        case forbidden = "ForbiddenException"
        case incompleteSignature = "IncompleteSignatureException"
        case internalFailure = "InternalFailureException"
        case invalidRequest = "InvalidRequestException"
        case invalidSignature = "InvalidSignatureException"
        case limitExceeded = "LimitExceededException"
        case malformedPolicy = "MalformedPolicyException"
        case methodNotAllowed = "MethodNotAllowedException"
        case missingAuthenticationToken = "MissingAuthenticationTokenException"
        /// No error of AWS: an operation of the model that this endpoint does not have.
        case notImplemented = "NotImplementedException"
        case registrationCodeValidation = "RegistrationCodeValidationException"
        case requestEntityTooLarge = "RequestEntityTooLargeException"
        case resourceAlreadyExists = "ResourceAlreadyExistsException"
        case resourceNotFound = "ResourceNotFoundException"
        case resourceRegistrationFailure = "ResourceRegistrationFailureException"
        case serviceUnavailable = "ServiceUnavailableException"
        case sqlParse = "SqlParseException"
        case unauthorized = "UnauthorizedException"
        case unknownOperation = "UnknownOperationException"
        case unrecognizedClient = "UnrecognizedClientException"
        case unsupportedDocumentEncoding = "UnsupportedDocumentEncodingException"
        case versionConflict = "VersionConflictException"
        case versionsLimitExceeded = "VersionsLimitExceededException"

        /// The HTTP status that goes with it.
        public var status: Int {
            switch self {
            case .invalidRequest, .malformedPolicy, .certificateValidation, .registrationCodeValidation, .sqlParse,
                .resourceRegistrationFailure:
                400
            case .unauthorized: 401
            case .forbidden, .incompleteSignature, .invalidSignature, .missingAuthenticationToken, .unrecognizedClient:
                403
            case .resourceNotFound, .unknownOperation: 404
            case .methodNotAllowed: 405
            case .certificateState: 406
            case .certificateConflict, .conflict, .deleteConflict, .resourceAlreadyExists, .versionConflict,
                .versionsLimitExceeded:
                409
            case .limitExceeded: 410
            case .requestEntityTooLarge: 413
            case .unsupportedDocumentEncoding: 415
            case .internalFailure: 500
            case .notImplemented: 501
            case .serviceUnavailable: 503
            }
        }
    }

    /// The error type.
    public var kind: Kind
    /// One sentence.
    public var message: String
    /// What AWS does not tell the client, for the log.
    var reason: String?
    /// What stands in the way of ResourceAlreadyExistsException, by its id and its ARN.
    var resource: Resource?

    /// A thing, certificate or policy that is there already.
    struct Resource: Equatable, Sendable {
        var id: String
        var arn: String
    }

    init(_ kind: Kind, _ message: String, resource: Resource? = nil, reason: String? = nil) {
        self.kind = kind
        self.message = message
        self.resource = resource
        self.reason = reason
    }

    /// Nothing is called so.
    static func missing(_ what: String, _ name: String) -> APIError {
        APIError(.resourceNotFound, "The \(what) \(name.shown) does not exist")
    }

    /// A parameter is not what the service model wants.
    static func invalid(_ message: String) -> APIError { APIError(.invalidRequest, message) }
}
