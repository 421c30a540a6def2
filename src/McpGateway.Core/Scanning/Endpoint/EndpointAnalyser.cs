using System.Net;
using McpGateway.Core.Scanning.Analysis;
using McpGateway.Foundation;
using McpGateway.Foundation.Http.Outbound;
using McpGateway.Proxy.Protocol;

namespace McpGateway.Core.Scanning.Endpoint;

/// <summary>
/// Judges where something is called, not what it says: encryption, redirects, whether strangers are let in, methods that should not be
/// there, versions with known flaws. It sends no credential, and two requests at most.
/// </summary>
internal sealed class EndpointAnalyser([FromKeyedServices(EndpointAnalyser.ClientName)] OutboundHttp http) : IAnalyser
{
    public const string ClientName = "scan-endpoint";

    public string Name => AnalyserNames.Endpoint;

    public async Task<AnalyserOutcome> AnalyseAsync(ScanSubject subject, CancellationToken cancellationToken)
    {
        var findings = new List<Finding>();
        if (KnownFlaws.Find(subject.ImplementationName, subject.ImplementationVersion) is { } flaw)
        {
            findings.Add(Of(
                "known-flaw", flaw.IsMalicious ? Severity.Critical : Severity.High, "implementation",
                $"{subject.ImplementationName} {subject.ImplementationVersion} has a known flaw: {flaw.What}.",
                flaw.IsMalicious ? "Remove the server." : $"Have it updated to {flaw.FixedIn} or later."));
        }

        if (subject.Address is not { Scheme: "http" or "https" } address)
        {
            return findings.Count > 0 ? AnalyserOutcome.Ran(findings) : AnalyserOutcome.Skipped("there is no address to ask");
        }

        if (LacksEncryption(address))
        {
            findings.Add(Of(
                "no-encryption", subject.HasCredentials ? Severity.High : Severity.Medium, "address",
                "Calls go over the network without encryption" + (subject.HasCredentials ? ", with a credential in them." : "."),
                "Register the https address.", address));
        }

        var problem = await AskAsync(address, findings, cancellationToken)
            ?? await AskForMethodsAsync(address, findings, cancellationToken);
        return AnalyserOutcome.Ran(findings, problem);
    }

    /// <summary>As a stranger: with no credential, and with a message that asks for nothing.</summary>
    private async Task<string?> AskAsync(Uri address, List<Finding> findings, CancellationToken cancellationToken)
    {
        const string Ping = $$$"""{"jsonrpc":"2.0","id":1,"method":"{{{McpMethods.ToolsList}}}","params":{}}""";
        using var request = new HttpRequestMessage(HttpMethod.Post, address)
        {
            Content = new StringContent(Ping, System.Text.Encoding.UTF8, "application/json"),
        };
        request.Headers.Accept.ParseAdd("application/json");
        request.Headers.Accept.ParseAdd("text/event-stream");
        var answer = await http.ExchangeAsync(request, cancellationToken);
        if (!answer.IsSuccess)
        {
            findings.AddRange(TlsProblem(address, answer.Error));
            return answer.Error.Detail;
        }

        if ((int)answer.Value.Status is >= 300 and < 400)
        {
            findings.Add(Redirected(address, answer.Value.Location));
        }
        else if (answer.Value.IsSuccess && !IsNear(address))
        {
            findings.Add(Of(
                "open-to-strangers", Severity.Low, "address", "The endpoint answers callers without a credential.",
                "Fine for public data; else have the server ask for a credential.", address));
        }

        return null;
    }

    private async Task<string?> AskForMethodsAsync(Uri address, List<Finding> findings, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Trace, address);
        var answer = await http.ExchangeAsync(request, cancellationToken);
        if (!answer.IsSuccess)
        {
            return null;
        }

        if (answer.Value is { Status: HttpStatusCode.OK, MediaType: "message/http" })
        {
            findings.Add(Of(
                "dangerous-method", Severity.Medium, "address",
                "The endpoint answers TRACE, which gives requests back with the credentials in them.",
                "Have the method switched off.", address));
        }

        return null;
    }

    private static IEnumerable<Finding> TlsProblem(Uri address, Error error)
    {
        if (address.Scheme == Uri.UriSchemeHttps && error.Detail.Contains("SecureConnectionError", StringComparison.Ordinal))
        {
            yield return Of(
                "bad-certificate", Severity.High, "address", "The endpoint's certificate is not valid, or its TLS is too old.",
                "Have a valid certificate installed.", address);
        }
    }

    private static Finding Redirected(Uri address, Uri? location)
    {
        var target = location is null ? null : new Uri(address, location);
        var isElsewhere = target is not null && !target.Host.Equals(address.Host, StringComparison.OrdinalIgnoreCase);
        var isDowngrade = target is { Scheme: "http" } && address.Scheme == Uri.UriSchemeHttps;
        return Of(
            "redirect", isDowngrade ? Severity.High : isElsewhere ? Severity.Medium : Severity.Low, "address",
            isDowngrade ? "The endpoint sends callers on to an address without encryption."
                : isElsewhere ? $"The endpoint sends callers on to another host, {Evidence.Of(target!.Host)}."
                : "The endpoint sends callers on to another address.",
            "Register the final address, once you know whose it is.", address);
    }

    /// <summary>Whether others can read what is called there.</summary>
    internal static bool LacksEncryption(Uri address) => address.Scheme == Uri.UriSchemeHttp && !IsNear(address);

    /// <summary>Whether calls stay within the operator's own network.</summary>
    private static bool IsNear(Uri address) => NetworkPlaces.IsPrivate(address)
        || (address.HostNameType == UriHostNameType.Dns
            && (address.Host.EndsWith(".internal", StringComparison.OrdinalIgnoreCase)
                || !address.Host.Contains('.', StringComparison.Ordinal)));

    private static Finding Of(string rule, Severity severity, string field, string reason, string remedy, Uri? address = null) => new()
    {
        Analyser = AnalyserNames.Endpoint,
        Rule = rule,
        Severity = severity,
        Reason = reason,
        Remedy = remedy,
        Field = field,
        Evidence = address is null ? "" : Evidence.Of(address.GetLeftPart(UriPartial.Path)),
    };
}
