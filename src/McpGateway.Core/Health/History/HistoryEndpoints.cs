using McpGateway.Contracts;
using McpGateway.Contracts.Servers;
using McpGateway.Core.Agents;
using McpGateway.Foundation;
using McpGateway.Foundation.Http;

namespace McpGateway.Core.Health.History;

/// <summary><c>GET /api/servers/{path}/health/history</c>, and the same for agents.</summary>
internal static class HistoryEndpoints
{
    private const string Suffix = AgentRoutes.History;

    public static void MapHistory(this IEndpointRouteBuilder routes)
    {
        routes.MapGet($"/api/servers/{{**path:endsin({Suffix})}}", FindAsync)
            .WithTags("Servers")
            .WithSummary("State changes and response times of a server, over the time that is kept")
            .Produces<ServerHealthHistory>();
        foreach (var prefix in (ReadOnlySpan<string>)["/api/agents", "/api/v2/agents"])
        {
            routes.MapGet($"{prefix}/{{**path:endsin({Suffix})}}", FindAgentAsync)
                .WithTags("Agents")
                .WithSummary("State changes and response times of an agent, over the time that is kept (server_path is the agent's path)")
                .Produces<ServerHealthHistory>();
        }
    }

    private static async Task<IResult> FindAsync(
        HttpContext context, string path, HealthHistoryQueries queries, CancellationToken cancellationToken)
    {
        var found = await queries.FindAsync(context.GetCaller(), path[..^(Suffix.Length + 1)], cancellationToken);
        return found.IsSuccess
            ? TypedResults.Json(Wire(found.Value), ContractsJsonContext.Default.ServerHealthHistory)
            : found.Error.ToResult();
    }

    private static async Task<IResult> FindAgentAsync(
        HttpContext context, string path, HealthHistoryQueries queries, CancellationToken cancellationToken)
    {
        var found = await queries.FindAgentAsync(context.GetCaller(), path[..^(Suffix.Length + 1)], cancellationToken);
        return found.IsSuccess
            ? TypedResults.Json(Wire(found.Value), ContractsJsonContext.Default.ServerHealthHistory)
            : found.Error.ToResult();
    }

    private static ServerHealthHistory Wire(HealthHistory history) => new()
    {
        ServerPath = history.Key,
        From = history.From,
        To = history.To,
        SlotSeconds = (long)history.Slot.TotalSeconds,
        Checks = history.Checks,
        UptimePercent = Rounded(100 * history.Uptime, 2),
        MeanMs = Rounded(history.Mean, 1),
        SlowestMs = Rounded(history.Slowest, 1),
        Changes = [.. history.Changes.Select(static change => new HealthStateChange(change.At, change.Status))],
        Slots = [.. history.Slots.Select(static slot => new HealthHistorySlot
        {
            At = slot.At,
            State = WordOf(slot.State),
            Checks = slot.Checks,
            Healthy = slot.Good,
            MeanMs = Rounded(slot.Mean, 1),
            SlowestMs = Rounded(slot.Slowest, 1),
        })],
    };

    private static string WordOf(SlotState state) => state switch
    {
        SlotState.Unknown => "unknown",
        SlotState.Disabled => "disabled",
        SlotState.Up => "up",
        SlotState.Partly => "partly",
        SlotState.Down => "down",
    };

    private static double? Rounded(double? number, int digits) => number is { } known ? Math.Round(known, digits) : null;
}
