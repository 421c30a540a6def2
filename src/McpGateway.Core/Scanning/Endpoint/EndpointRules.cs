using McpGateway.Core.Scanning.Analysis;
using static McpGateway.Core.Scanning.Analysis.Severity;

namespace McpGateway.Core.Scanning.Endpoint;

/// <summary>The rules of <see cref="EndpointAnalyser"/>.</summary>
internal static class EndpointRules
{
    public static readonly ScanRule KnownFlaw = Of("known-flaw", [High, Critical],
        "The server states a version with a known flaw.", "Have it updated to a later version; remove it where the flaw is malice.");

    public static readonly ScanRule NoEncryption = Of("no-encryption", [Medium, High],
        "Calls go over the network without encryption.", "Register the https address.");

    public static readonly ScanRule BadCertificate = Of("bad-certificate", [High],
        "The endpoint's certificate is not trusted or not valid, or it does not speak TLS.", "Have a valid certificate installed.");

    public static readonly ScanRule Redirect = Of("redirect", [Low, Medium, High],
        "The endpoint sends callers on to another address.", "Register the final address, once you know whose it is.");

    public static readonly ScanRule OpenToStrangers = Of("open-to-strangers", [Low],
        "The endpoint answers callers without a credential.", "Fine for public data; else have the server ask for a credential.");

    public static readonly ScanRule DangerousMethod = Of("dangerous-method", [Medium],
        "The endpoint answers TRACE, which gives requests back with the credentials in them.", "Have the method switched off.");

    public static IReadOnlyList<ScanRule> All { get; } =
        [KnownFlaw, NoEncryption, BadCertificate, Redirect, OpenToStrangers, DangerousMethod];

    private static ScanRule Of(string id, IReadOnlyList<Severity> severities, string reason, string remedy) =>
        new(AnalyserNames.Endpoint, id, severities, reason, remedy);
}
