using System.Text.Json;
using System.Text.Json.Nodes;
using McpGateway.Core.Health.Discovery;
using McpGateway.Core.Registry.Servers;
using McpGateway.Proxy.Outbound;
using McpGateway.Proxy.Protocol;
using McpGateway.Proxy.Routing;
using Microsoft.Extensions.Options;

namespace McpGateway.Core.Health.Probing;

/// <summary>
/// Checks one server the way a client would meet it through the data plane, and lists its tools on the way when asked to. A step that fails
/// is remembered and the next one tried: a server that takes any of them is up.
/// </summary>
internal sealed class McpProber(IUpstreamConnections connections, IOptions<HealthOptions> options, TimeProvider time)
{
    private const int RequestsBesidesPages = 60;

    private static readonly TimeSpan CloseTimeout = TimeSpan.FromSeconds(2);

    public async Task<ProbeOutcome> ProbeAsync(ProbeTarget target, bool wantsTools, CancellationToken cancellationToken)
    {
        if (target.Transports is [ServerTransport.Stdio])
        {
            return new(HealthStatus.Unknown);
        }

        if (target.Route is null)
        {
            return new(HealthStatus.MissingProxyUrl) { Finding = CheckFinding.Of("No address is registered for the server.") };
        }

        if (target.IsInProcess && !wantsTools)
        {
            return new(HealthStatus.Healthy);
        }

        var outcomes = new List<ProbeOutcome>();
        foreach (var transport in TransportsOf(target))
        {
            if (!outcomes.Exists(IsRoutable))
            {
                outcomes.Add(
                    transport == ServerTransport.Sse
                        ? await ProbeSseAsync(target, wantsTools, cancellationToken)
                        : await ProbeHttpAsync(target, wantsTools, cancellationToken));
            }
        }

        return outcomes.Find(IsRoutable) ?? Join(outcomes);
    }

    private static bool IsRoutable(ProbeOutcome outcome) => HealthStatus.IsRoutable(outcome.Status);

    private static IEnumerable<string> TransportsOf(ProbeTarget target)
    {
        var isEither = target.Transports.Count == 0;
        if (isEither || target.Transports.Contains(ServerTransport.StreamableHttp))
        {
            yield return ServerTransport.StreamableHttp;
        }

        if (isEither || target.IsSse || target.Transports.Contains(ServerTransport.Sse))
        {
            yield return ServerTransport.Sse;
        }
    }

    private static ProbeOutcome Join(List<ProbeOutcome> outcomes) => outcomes.DistinctBy(outcome => outcome.Status).Count() == 1
        ? outcomes.Find(outcome => outcome.Finding.FinalAddress is not null) ?? outcomes[0]
        : new(HealthStatus.AllTransportsFailed) { Finding = Join(outcomes.ConvertAll(outcome => outcome.Finding)) };

    private static CheckFinding Join(List<CheckFinding> findings) => new()
    {
        Reason = findings.Count == 0
            ? "None of the server's transports can be reached over HTTP."
            : string.Join(' ', findings.Select(finding => finding.Reason).OfType<string>().Distinct(StringComparer.Ordinal)),
        FinalAddress = findings.Find(finding => finding.FinalAddress is not null)?.FinalAddress,
    };

    private async Task<ProbeOutcome> ProbeHttpAsync(ProbeTarget target, bool wantsTools, CancellationToken cancellationToken)
    {
        using var run = new ProbeRun(LongestCheck, time, cancellationToken);
        var link = LinkTo(target, run);
        var address = new UpstreamAddress(target.Route!).For("/mcp", "");
        await using var probe = new StreamableProbe(link, address, run, CloseTimeout);
        var started = time.GetTimestamp();
        var hands = await Handshake.ShakeAsync(probe, target.KnownRevision, options.Value);
        if (!hands.IsDone && (!hands.Spoke || hands.Last.IsFinal))
        {
            return await ExplainAsync(hands.Last, link, probe, run, wantsTools);
        }

        var notes = new List<ProbeAnswer>();
        if (hands is { IsDone: true, IsStateless: false })
        {
            notes.Add(await probe.BeginAsync(hands.Last.SessionId, hands.Revision!, options.Value.PingTimeout));

            // Optional: whatever comes of it, the handshake has shown that the server is up.
            notes.Add(await probe.AskAsync(McpMethods.Ping, [], options.Value.PingTimeout));
        }
        else if (!hands.IsDone)
        {
            notes.Add(hands.Last);
        }

        var latency = time.GetElapsedTime(started);
        var tools = wantsTools ? await ListAsync(probe, hands, notes) : null;
        if (wantsTools && tools is null && hands.IsStateless)
        {
            tools = await ListInSessionAsync(probe, notes);
        }

        cancellationToken.ThrowIfCancellationRequested();
        return Answered(link, notes, tools) with { Latency = target.IsInProcess ? null : latency };
    }

    private async Task<ProbeOutcome> ProbeSseAsync(ProbeTarget target, bool wantsTools, CancellationToken cancellationToken)
    {
        using var run = new ProbeRun(LongestCheck, time, cancellationToken);
        var link = LinkTo(target, run);
        var address = new UpstreamAddress(target.Route!).For("/sse", "");
        await using var probe = new SseProbe(link, address, run);
        var started = time.GetTimestamp();
        var opened = await probe.OpenAsync(options.Value.HandshakeTimeout);
        if (opened.Kind != ProbeAnswerKind.Result)
        {
            return opened switch
            {
                // An open stream counts as alive even where the handshake on it does not come about in time.
                { Kind: ProbeAnswerKind.TimedOut } when probe.IsOpen =>
                    new(HealthStatus.Healthy) { Finding = CheckFinding.Of(opened.Sentence) },

                // A Streamable HTTP server at the address of the old transport: alive.
                { Kind: ProbeAnswerKind.Error, Status: StatusCodes.Status400BadRequest } => new(HealthStatus.Healthy),
                { Kind: ProbeAnswerKind.Error } => new(HealthStatus.OfCode(opened.Status)) { Finding = CheckFinding.Of(opened.Sentence) },
                _ => await FailedAsync(opened, link, address, HttpMethod.Get, run),
            };
        }

        var hands = await Handshake.InitializeAsync(probe, McpRevisions.LastWithHandshake, options.Value);
        if (!hands.IsDone && hands.Spoke)
        {
            hands = await Handshake.InitializeAsync(probe, McpRevisions.Oldest, options.Value);
        }

        if (!hands.IsDone)
        {
            return hands.Spoke || hands.Last.Kind == ProbeAnswerKind.TimedOut
                ? new(HealthStatus.Healthy) { Finding = CheckFinding.Of(hands.Last.Sentence) }
                : await FailedAsync(hands.Last, link, address, HttpMethod.Get, run);
        }

        var notes = new List<ProbeAnswer> { await probe.TellInitializedAsync(options.Value.PingTimeout) };
        var latency = time.GetElapsedTime(started);
        var tools = wantsTools ? await ListAsync(probe, hands, notes) : null;
        cancellationToken.ThrowIfCancellationRequested();
        return Answered(link, notes, tools) with { Latency = latency };
    }

    /// <summary>
    /// A server that was met. What it refused on the way is told; a credential that it wants there is a state of its own.
    /// </summary>
    private static ProbeOutcome Answered(ProbeLink link, List<ProbeAnswer> notes, FoundTools? tools)
    {
        var wants = notes.Find(note => note.Kind == ProbeAnswerKind.WantsCredential);
        return new(wants is not null && link.HasCredentials ? HealthStatus.AuthExpired : HealthStatus.Healthy, tools)
        {
            Finding = new() { NeedsCredentials = wants is not null, Reason = Said(notes) },
        };
    }

    private static string? Said(List<ProbeAnswer> notes) =>
        string.Join(' ', notes.Select(note => note.Sentence).OfType<string>().Distinct(StringComparer.Ordinal)) is { Length: > 0 } said
            ? said
            : null;

    /// <summary>Neither handshake was taken: some servers answer without one, and some answer those who bring no credential.</summary>
    private async Task<ProbeOutcome> ExplainAsync(
        ProbeAnswer last, ProbeLink link, StreamableProbe probe, ProbeRun run, bool wantsTools)
    {
        if (last.IsFinal)
        {
            return await FailedAsync(last, link, probe.Address, HttpMethod.Post, run);
        }

        var notes = new List<ProbeAnswer> { last };
        var listed = await probe.AskAsync(McpMethods.ToolsList, [], options.Value.ToolsTimeout);
        if (listed.Spoke)
        {
            var tools = wantsTools && listed.Kind == ProbeAnswerKind.Result
                ? await ListAsync(probe, new(last) { Spoke = true }, notes)
                : null;
            return Answered(link, notes, tools);
        }

        if (last.Kind == ProbeAnswerKind.Refused)
        {
            var stranger = link.Stranger(link.Route);
            await using var other = new StreamableProbe(stranger, probe.Address, run, CloseTimeout);
            var ping = await other.AskAsync(McpMethods.Ping, [], options.Value.HandshakeTimeout);
            return ping.Spoke || ping.Kind == ProbeAnswerKind.WantsCredential || ping.Status == StatusCodes.Status400BadRequest
                ? Answered(link, [.. notes, ping], null)
                : new(HealthStatus.SessionFailed) { Finding = CheckFinding.Of(last.Sentence) };
        }

        return await FailedAsync(last, link, probe.Address, HttpMethod.Post, run);
    }

    private async Task<ProbeOutcome> FailedAsync(ProbeAnswer answer, ProbeLink link, Uri address, HttpMethod method, ProbeRun run) =>
        answer.Kind switch
        {
            ProbeAnswerKind.WantsCredential => new(link.HasCredentials ? HealthStatus.AuthExpired : HealthStatus.Healthy)
            {
                Finding = new() { NeedsCredentials = true, Reason = answer.Sentence },
            },
            ProbeAnswerKind.Redirected => await RedirectProbe.ExplainAsync(
                answer, link, address, method, run, options.Value.HandshakeTimeout),
            ProbeAnswerKind.TimedOut => new(HealthStatus.Timeout) { Finding = CheckFinding.Of(answer.Sentence) },
            ProbeAnswerKind.Unreachable => new(HealthStatus.ConnectionError) { Finding = CheckFinding.Of(answer.Sentence) },
            ProbeAnswerKind.Refused or ProbeAnswerKind.Error =>
                new(HealthStatus.OfCode(answer.Status)) { Finding = CheckFinding.Of(answer.Sentence) },
            _ => new(HealthStatus.EndpointCheckFailed) { Finding = CheckFinding.Of(answer.Sentence) },
        };

    private async Task<FoundTools?> ListAsync(IProbeChannel probe, Handshake hands, List<ProbeAnswer> notes)
    {
        var started = time.GetTimestamp();
        Task<ProbeAnswer> AskAsync(string method, JsonObject parameters) => hands.IsStateless && probe is StreamableProbe streamable
            ? streamable.AskAsync(method, parameters, hands.Revision, Left(started))
            : probe.AskAsync(method, parameters, Left(started));

        try
        {
            var (tools, refusal) = await ToolLister.ListAsync(
                parameters => AskAsync(McpMethods.ToolsList, parameters), hands.Description, hands.Revision, options.Value);
            if (refusal is not null)
            {
                notes.Add(refusal);
            }

            return tools is null ? null : await ItemLister.AddAsync(tools, AskAsync, hands.Description, options.Value);
        }
        catch (Exception failure) when (failure is ArgumentException or InvalidOperationException or JsonException)
        {
            // Alive, but its tools cannot be read now: what was known of them stays.
            return null;
        }
    }

    /// <summary>The newest revision is there, but its list is not: a client would go on with a handshake.</summary>
    private async Task<FoundTools?> ListInSessionAsync(StreamableProbe probe, List<ProbeAnswer> notes)
    {
        var hands = await Handshake.InitializeAsync(probe, McpRevisions.LastWithHandshake, options.Value);
        if (!hands.IsDone)
        {
            return null;
        }

        await probe.BeginAsync(hands.Last.SessionId, hands.Revision!, options.Value.PingTimeout);
        var tools = await ListAsync(probe, hands, notes);
        if (tools is not null)
        {
            notes.Clear();
        }

        return tools;
    }

    private TimeSpan Left(long started)
    {
        var left = options.Value.ToolsTimeout - time.GetElapsedTime(started);
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    private ProbeLink LinkTo(ProbeTarget target, ProbeRun run) => new(
        connections,
        target.Route!,
        target.Headers,
        new(options.Value.MaxResponseBytes, options.Value.MaxPages + RequestsBesidesPages, run.Deadline));

    /// <summary>More than any server needs that keeps to the limits of the steps: the last bound, whatever hangs.</summary>
    private TimeSpan LongestCheck => options.Value.DiscoverTimeout
        + (4 * options.Value.HandshakeTimeout) + (2 * options.Value.PingTimeout) + (2 * options.Value.ToolsTimeout) + CloseTimeout;
}
