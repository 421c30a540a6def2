using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using McpGateway.Proxy.A2a;
using McpGateway.Proxy.Outbound;
using McpGateway.Proxy.Routing;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace McpGateway.Proxy.Forwarding;

/// <summary>Shows agents' cards with the gateway in the agents' place (A2A 1.0 §8.2, and where 0.2 had them).</summary>
internal sealed partial class AgentCards(
    IPublicAddress gateway, ICardSecurity security, ICardRules rules, IOptions<ProxyOptions> options, ILogger<AgentCards> logger)
{
    /// <summary>Below an agent's path (A2A 1.0 §8.2).</summary>
    public const string WellKnown = "/.well-known/agent-card.json";

    private const string FormerWellKnown = "/.well-known/agent.json";

    /// <summary>What was shown last of each agent. It goes with the agent's route.</summary>
    private readonly ConditionalWeakTable<AgentRoute, ShownCard> _shown = [];

    public static bool AreAt(string remainder) => remainder is WellKnown or FormerWellKnown;

    /// <summary>A disabled or unreachable agent has a card too: it says what there would be.</summary>
    public Task ServeAsync(ProxyExchange exchange, AgentRoute agent)
    {
        if (Show(agent, PlaceOf(exchange)) is not { } card)
        {
            return McpForwarder.FailAsync(exchange, UpstreamFailure.UnreadableCard);
        }

        var response = exchange.Context.Response;
        response.Headers.ETag = card.Tag.ToString();

        // Who sees the agent may change, so the card is asked for again.
        response.Headers.CacheControl = "private, no-cache";
        var known = exchange.Context.Request.GetTypedHeaders().IfNoneMatch;
        if (known.Any(item => item.Compare(card.Tag, useStrongComparison: false)))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }

        response.ContentType = "application/json";
        response.ContentLength = card.Json.Length;
        exchange.ResponseBytes = card.Json.Length;
        return response.Body.WriteAsync(card.Json, exchange.Context.RequestAborted).AsTask();
    }

    /// <summary>
    /// The same for a card that an agent answers with (<c>GetExtendedAgentCard</c>); null for what is none, and for one that could not be
    /// registered.
    /// </summary>
    public byte[]? Rewrite(ProxyExchange exchange, ReadOnlyMemory<byte> card)
    {
        if (rules.FaultOf(card) is { } fault)
        {
            LogWithheld(exchange.Route.Path, fault.Field, fault.Message);
            return null;
        }

        return GatewayCard.Rewrite(card, PlaceOf(exchange));
    }

    [LoggerMessage(9005, LogLevel.Warning, "The card that the agent {Path} answered with is withheld for its field {Field}: {Reason}")]
    private partial void LogWithheld(string path, string field, string reason);

    private ShownCard? Show(AgentRoute agent, in CardPlace place)
    {
        if (_shown.TryGetValue(agent, out var known) && known.Place == place)
        {
            return known;
        }

        if (GatewayCard.Rewrite(agent.Card, place) is not { } json)
        {
            return null;
        }

        var tag = new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(SHA256.HashData(json).AsSpan(0, 16))}\"");
        var card = new ShownCard(place, json, tag);
        _shown.AddOrUpdate(agent, card);
        return card;
    }

    private CardPlace PlaceOf(ProxyExchange exchange)
    {
        var request = exchange.Context.Request;
        return new(
            gateway.Of(request) + exchange.Route.Path, security.Of(request),
            options.Value.PushNotifications != PushNotificationPolicy.Refused);
    }

    /// <summary>A card as it is shown at one address of the gateway.</summary>
    private sealed record ShownCard(CardPlace Place, byte[] Json, EntityTagHeaderValue Tag);
}
