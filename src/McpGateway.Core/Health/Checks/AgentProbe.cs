using System.Globalization;
using McpGateway.Core.Agents;
using McpGateway.Core.Agents.Pull;

namespace McpGateway.Core.Health.Checks;

/// <summary>
/// Asks an agent whether it is there: by its card where that was fetched, by <c>/ping</c> below its address, or by its endpoint, which need
/// not like the question to prove that it answers.
/// </summary>
internal sealed class AgentProbe(CardRefresher cards, CardFetcher fetcher, TimeProvider time)
{
    public async Task<AgentCheck> ProbeAsync(AgentDocument agent, CancellationToken cancellationToken)
    {
        var address = CardRefresher.AgentUrlOf(agent);
        AgentCheck? card = null;
        if (agent.CardUrl is not null)
        {
            card = await CardAsync(agent, cancellationToken);
            if (HealthStatus.IsRoutable(card.Status) || address is null)
            {
                return card;
            }
        }
        else if (address is null)
        {
            return new(HealthStatus.MissingProxyUrl, agent.Path, time.GetUtcNow())
            {
                Reason = "The agent has no address with http or https",
            };
        }

        var ping = await GetAsync(address.TrimEnd('/') + "/ping", static status => status == 200, cancellationToken);
        if (HealthStatus.IsRoutable(ping.Status))
        {
            return ping with { Reason = card?.Reason };
        }

        card ??= await CardAsync(agent, cancellationToken);
        if (HealthStatus.IsRoutable(card.Status))
        {
            return card;
        }

        var endpoint = await GetAsync(address, static status => status is not 404 and < 500, cancellationToken);
        return HealthStatus.IsRoutable(endpoint.Status) ? endpoint with { Reason = agent.CardUrl is null ? null : card.Reason } : ping;
    }

    private async Task<AgentCheck> CardAsync(AgentDocument agent, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var card = await cards.RefreshAsync(agent, cancellationToken);
        var status = card.Problem is null ? HealthStatus.Healthy : StatusOf(card.Status, static _ => false);
        return Check(status, card.Url, card.Status, started) with { Reason = card.Problem };
    }

    private async Task<AgentCheck> GetAsync(string url, Func<int, bool> isFine, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        if (fetcher.Problem(url) is { } problem)
        {
            return Check(HealthStatus.ConnectionError, url, null, started) with { Reason = $"The address {problem}" };
        }

        var answer = await fetcher.GetAsync(new Uri(url), cancellationToken);
        if (!answer.IsSuccess)
        {
            return Check(StatusOf(null, isFine), url, null, started) with { Reason = $"Health check failed: {answer.Error.Detail}" };
        }

        var code = (int)answer.Value.Status;
        var status = StatusOf(code, isFine);
        return Check(status, url, code, started) with
        {
            Reason = HealthStatus.IsRoutable(status)
                ? null
                : string.Create(CultureInfo.InvariantCulture, $"Agent responded with HTTP {code}"),
        };
    }

    private static string StatusOf(int? code, Func<int, bool> isFine) => code switch
    {
        null => HealthStatus.ConnectionError,
        401 or 403 => HealthStatus.AuthExpired,
        { } known when isFine(known) => HealthStatus.Healthy,
        { } known => HealthStatus.OfCode(known),
    };

    private AgentCheck Check(string status, string url, int? code, long started) => new(status, url, time.GetUtcNow())
    {
        StatusCode = code,
        Latency = code is null ? null : time.GetElapsedTime(started),
        NeedsCredentials = code is 401 or 403,
    };
}
