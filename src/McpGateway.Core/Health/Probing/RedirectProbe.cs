using McpGateway.Proxy.Protocol;

namespace McpGateway.Core.Health.Probing;

/// <summary>
/// Finds out where a redirect ends, only to say so: calls do not follow redirects, because that would send their bodies and credentials
/// where nobody configured.
/// </summary>
internal static class RedirectProbe
{
    private const int MostHops = 5;

    public static async Task<ProbeOutcome> ExplainAsync(
        ProbeAnswer first, ProbeLink link, Uri address, HttpMethod method, ProbeRun run, TimeSpan limit)
    {
        var place = first.Location;
        var last = first;
        for (var hop = 0; hop < MostHops && last is { Kind: ProbeAnswerKind.Redirected, Location: { } next }; hop++)
        {
            place = next;
            last = await AskAsync(link, address, next, method, run, limit);
        }

        var isThere = place is not null && (last.Spoke || last.Kind == ProbeAnswerKind.WantsCredential);
        var rest = isThere ? "An MCP server answers there: register that address."
            : last.Kind == ProbeAnswerKind.Redirected ? "Nothing else is found there."
            : $"There: {last.Sentence}";
        return new(HealthStatus.OfCode(first.Status))
        {
            Finding = new()
            {
                Reason = ProbeSentences.OfRedirect(first.Step, first.Status, place is null ? null : ProbeSentences.Show(place), rest),
                FinalAddress = isThere ? place!.AbsoluteUri : null,
            },
        };
    }

    /// <summary>
    /// Another origin gets no credential, and another host must be a public one: the server's answer must not make the gateway look around
    /// in the network behind it.
    /// </summary>
    private static Task<ProbeAnswer> AskAsync(
        ProbeLink link, Uri address, Uri next, HttpMethod method, ProbeRun run, TimeSpan limit)
    {
        var isSameHost = next.IdnHost.Equals(address.IdnHost, StringComparison.OrdinalIgnoreCase);
        var isSameOrigin = isSameHost && next.Scheme == address.Scheme && next.Port == address.Port;
        var route = link.Route with { AllowsPrivateAddresses = link.Route.AllowsPrivateAddresses && isSameHost };
        var there = isSameOrigin ? link : link.Stranger(route);
        var step = method == HttpMethod.Get ? SseProbe.Opening : McpMethods.Initialize;
        return run.StepAsync(step, next, limit, link.Route.ConnectTimeout, async token =>
        {
            using var response = await there.SendAsync(
                method,
                next,
                method == HttpMethod.Get ? null : ProbeMessages.Request(1, step, ProbeMessages.Handshake(McpRevisions.LastWithHandshake)),
                [new("Accept", method == HttpMethod.Get ? "text/event-stream" : ProbeLink.AcceptBoth)],
                token);
            return method == HttpMethod.Get && response.IsSuccessStatusCode && ProbeReader.IsEventStream(response)
                ? new(step, ProbeAnswerKind.Result) { Status = (int)response.StatusCode }
                : await ProbeAnswers.ReadAsync(there, step, 1, response, token);
        });
    }
}
