using McpGateway.Core.Audit;
using McpGateway.Core.Registry.Servers;

namespace McpGateway.Web.Pages.Analytics;

/// <summary>What is registered and was not called. Pure.</summary>
/// <param name="Servers">Enabled, and without a call.</param>
/// <param name="Tools">Of servers that were called: the tools that nobody called, those with most of them first.</param>
/// <param name="IsCertain">False when there were more servers than are told apart: some of these may have been called.</param>
public sealed record Unused(
    IReadOnlyList<ServerRecord> Servers, IReadOnlyList<ServerToolNames> Tools, bool IsCertain)
{
    public static Unused Of(IReadOnlyList<ServerToolNames> registered, IReadOnlyList<CallFigures> servers, IReadOnlyList<CallFigures> tools)
    {
        ArgumentNullException.ThrowIfNull(registered);
        ArgumentNullException.ThrowIfNull(servers);
        ArgumentNullException.ThrowIfNull(tools);
        var called = servers.Select(static line => line.Key).ToHashSet(StringComparer.Ordinal);
        var calledTools = tools.Select(static line => line.Key).ToHashSet(StringComparer.Ordinal);
        return new(
            [
                .. registered.Select(static entry => entry.Server)
                    .Where(server => server.IsEnabled && !called.Contains(server.TechnicalName))
                    .OrderBy(static server => server.ServerName, StringComparer.OrdinalIgnoreCase),
            ],
            [
                .. registered.Where(entry => called.Contains(entry.Server.TechnicalName))
                    .Select(entry => entry with
                    {
                        Tools = [.. entry.Tools.Where(tool => !calledTools.Contains($"{entry.Server.TechnicalName} {tool}"))],
                    })
                    .Where(static entry => entry.Tools.Count > 0)
                    .OrderByDescending(static entry => entry.Tools.Count)
                    .ThenBy(static entry => entry.Server.ServerName, StringComparer.OrdinalIgnoreCase),
            ],
            servers.Concat(tools).All(static line => line.Key is not null));
    }
}
