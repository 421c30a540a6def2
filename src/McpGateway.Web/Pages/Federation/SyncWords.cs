using McpGateway.Core.Federation;
using McpGateway.Core.Federation.Sync;

namespace McpGateway.Web.Pages.Federation;

/// <summary>Runs and states of sources, in words.</summary>
internal static class SyncWords
{
    public static string Of(SyncRun run) =>
        run is { Added: 0, Changed: 0, Removed: 0, Refused: 0 }
            ? $"{run.Read} read; nothing changed."
            : $"{run.Read} read: {run.Added} added, {run.Changed} changed, {run.Removed} gone, {run.Refused} left out.";

    public static (string Text, string Tone) StateOf(SourceState state) => state switch
    {
        { IsRunning: true } => ("synchronising", "busy"),
        { Source.Enabled: false } => ("switched off", ""),
        { Runs: [] } => ("never synchronised", "warn"),
        { Runs: [{ Status: SyncRun.Failed }, ..] } => ("failed", "bad"),
        { Runs: [{ Status: SyncRun.Interrupted }, ..] } => ("interrupted", "warn"),
        { Runs: [{ Refused: > 0 }, ..] } => ("with problems", "warn"),
        _ => ("up to date", "good"),
    };

    public static string KindOf(string kind) => kind switch
    {
        SourceKinds.Registry => "MCP registry",
        SourceKinds.Asor => "Workday ASOR",
        SourceKinds.Peer => "Gateway",
        SourceKinds.Document => "Document",
        _ => kind,
    };

    public static string AboutKind(string kind) => kind switch
    {
        SourceKinds.Registry => "Servers of the public MCP registry, or of any with its API.",
        SourceKinds.Asor => "Agents of Workday's Agent System of Record.",
        SourceKinds.Peer => "Servers and agents of another gateway, of this product or of the Python product.",
        _ => "A server.json or a list of servers and agents, at an address or in a file.",
    };

    /// <summary>What the address of a source is.</summary>
    public static string AddressOf(string kind) => kind switch
    {
        SourceKinds.Registry => "Of the registry, without /v0.1.",
        SourceKinds.Asor => "With the tenant: https://HOST/ccx/api/asor/v1/TENANT.",
        SourceKinds.Peer => "Of the gateway, for instance https://gateway.example.com.",
        _ => "Of the document itself, or file: and the name of a file in Federation:FilesDirectory.",
    };

    /// <summary>When it is read by itself.</summary>
    public static string ScheduleOf(SourceRecord source) => source switch
    {
        { IntervalMinutes: { } minutes, Cron: { } cron } => $"every {minutes} min, and at {cron} (UTC)",
        { IntervalMinutes: { } minutes } => $"every {minutes} min",
        { Cron: { } cron } => $"at {cron} (UTC)",
        { SyncOnStartup: true } => "when the gateway starts",
        _ => "by hand",
    };
}
