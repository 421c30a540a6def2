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
            findings.Add(EndpointRules.KnownFlaw.Found(
                null, "implementation", "", flaw.IsMalicious ? Severity.Critical : Severity.High,
                $"{subject.ImplementationName} {subject.ImplementationVersion} has a known flaw: {flaw.What}.") with
            {
                Remedy = flaw.IsMalicious ? "Remove the server." : $"Have it updated to {flaw.FixedIn} or later.",
            });
        }

        if (subject.Address is not { Scheme: "http" or "https" } address)
        {
            return findings.Count > 0 ? AnalyserOutcome.Ran(findings) : AnalyserOutcome.Skipped("there is no address to ask");
        }

        if (LacksEncryption(address))
        {
            findings.Add(Found(
                EndpointRules.NoEncryption, address, subject.HasCredentials ? Severity.High : Severity.Medium,
                subject.HasCredentials ? "Calls go over the network without encryption, with a credential in them." : null));
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
            if (answer.Error.Fault == OutboundFault.NotSecure)
            {
                findings.Add(Found(EndpointRules.BadCertificate, address));
            }

            return answer.Error.Detail;
        }

        if ((int)answer.Value.Status is >= 300 and < 400)
        {
            findings.Add(Redirected(address, answer.Value.Location));
        }
        else if (answer.Value.IsSuccess && !IsNear(address))
        {
            findings.Add(Found(EndpointRules.OpenToStrangers, address));
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
            findings.Add(Found(EndpointRules.DangerousMethod, address));
        }

        return null;
    }

    private static Finding Redirected(Uri address, Uri? location)
    {
        var target = location is null ? null : new Uri(address, location);
        var isElsewhere = target is not null && !target.Host.Equals(address.Host, StringComparison.OrdinalIgnoreCase);
        var isDowngrade = target is { Scheme: "http" } && address.Scheme == Uri.UriSchemeHttps;
        return Found(
            EndpointRules.Redirect, address, isDowngrade ? Severity.High : isElsewhere ? Severity.Medium : Severity.Low,
            isDowngrade ? "The endpoint sends callers on to an address without encryption."
                : isElsewhere ? $"The endpoint sends callers on to another host, {Evidence.Of(target!.Host)}."
                : null);
    }

    /// <summary>Whether others can read what is called there.</summary>
    internal static bool LacksEncryption(Uri address) => address.Scheme == Uri.UriSchemeHttp && !IsNear(address);

    /// <summary>Whether calls stay within the operator's own network.</summary>
    private static bool IsNear(Uri address) => NetworkPlaces.IsPrivate(address)
        || (address.HostNameType == UriHostNameType.Dns
            && (address.Host.EndsWith(".internal", StringComparison.OrdinalIgnoreCase)
                || !address.Host.Contains('.', StringComparison.Ordinal)));

    private static Finding Found(ScanRule rule, Uri address, Severity? severity = null, string? reason = null) =>
        rule.Found(null, "address", Evidence.Of(address.GetLeftPart(UriPartial.Path)), severity, reason);
}
