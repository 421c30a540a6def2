using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using McpGateway.Cli.Commands;
using McpGateway.Cli.Views;
using McpGateway.Contracts.Client;

namespace McpGateway.Cli.Audit;

/// <summary>Recorded calls, as the gateway answers them.</summary>
internal static class CallRecords
{
    public const string Duration = "duration_ms";

    private const int PageSize = 1000;

    /// <summary>All calls that pass a filter, newest first, page by page.</summary>
    public static async IAsyncEnumerable<JsonElement> AllAsync(
        CommandRun run, IEnumerable<KeyValuePair<string, string?>> filter, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? cursor = null;
        var query = filter.ToArray();
        do
        {
            var page = await run.Gateway.JsonAsync(
                ApiRoutes.AuditCalls,
                cancellationToken,
                query: [.. query, new("limit", PageSize.ToString(CultureInfo.InvariantCulture)), new("cursor", cursor)]);
            foreach (var call in page.Items("calls"))
            {
                yield return call;
            }

            cursor = page.Text("next_cursor") is { Length: > 0 } next ? next : null;
        }
        while (cursor is not null);
    }

    public static string TimeOf(JsonElement call) => DateTimeOffset.TryParse(
        call.Text("at"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
        ? at.UtcDateTime.ToString("MM-dd HH:mm:ss", CultureInfo.InvariantCulture)
        : "";

    public static string WhatOf(JsonElement call) =>
        call.Text("target") is { Length: > 0 } target ? $"{call.Text("method")} {target}" : call.Text("method");

    public static Cell OutcomeOf(JsonElement call) => new(
        $"{call.Text("outcome")} {call.Text("status")}",
        call.Text("outcome") is "http_error" or "rpc_error" or "tool_error" ? Tone.Warning
        : call.Text("outcome") != "forwarded" ? Tone.Bad : call.Number("status") is >= 400 ? Tone.Warning : Tone.Good);
}
