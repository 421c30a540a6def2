using System.Text.Json.Nodes;

namespace McpGateway.Core.Health.Probing;

/// <summary>A way to ask a server something.</summary>
internal interface IProbeChannel : IAsyncDisposable
{
    /// <summary>Never throws for what the server does: that is the answer.</summary>
    Task<ProbeAnswer> AskAsync(string method, JsonObject parameters, TimeSpan limit);
}
