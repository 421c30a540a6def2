using System.Text.Json.Serialization;

namespace McpGateway.Contracts.Servers;

/// <summary>Answer of <c>POST /api/servers/register</c>.</summary>
/// <param name="Warnings">What the caller should look at although nothing was refused; absent when there is nothing.</param>
public sealed record ServerRegistered(
    string Path, string Name, string Message, [
        property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<string>? Warnings);

/// <summary>Answer of the registrations that echo the document (<c>/api/register</c>, <c>/api/internal/register</c>).</summary>
public sealed record ServerRegisteredDocument(
    string Message,
    ServerDocument Service,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<string>? Warnings);

/// <summary>Answer of the toggle routes; <see cref="Path"/> and <see cref="IsEnabled"/> repeat for clients that read those.</summary>
public sealed record ServerToggled
{
    public required string Message { get; init; }

    public required string ServicePath { get; init; }

    public required string Path { get; init; }

    public required bool NewEnabledState { get; init; }

    public required bool IsEnabled { get; init; }

    /// <summary>Raw status.</summary>
    public required string Status { get; init; }

    public required string? LastCheckedIso { get; init; }

    public required int NumTools { get; init; }
}

/// <summary>Answer of <c>POST /api/refresh/{path}</c>.</summary>
public sealed record ServerRefreshed(string Message, string ServicePath, string Status, string? LastCheckedIso, int NumTools);

/// <summary>Answer of <c>POST /api/servers/remove</c>.</summary>
public sealed record ServerRemoved(string Message, string Path);

/// <summary>Answer of <c>POST /api/internal/remove</c>.</summary>
public sealed record InternalRemoved(string Message, string ServicePath);

/// <summary>Health of one server, with the raw status.</summary>
public sealed record HealthEntry(string Status, string? LastCheckedIso, int NumTools)
{
    /// <summary><c>healthy</c>, <c>needs-credentials</c>, <c>unhealthy</c>, <c>disabled</c> or <c>unknown</c>.</summary>
    public required string State { get; init; }

    /// <summary>Why it is so, in sentences; null when there is nothing to say.</summary>
    public required string? Reason { get; init; }

    /// <summary>What to register in place of an address that redirects; null when it does not.</summary>
    public required string? FinalAddress { get; init; }
}

/// <summary>A refusal that says what happened, why, and what to do or know.</summary>
public sealed record ReasonedError(
    string Error,
    string Reason,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Suggestion = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Detail = null);

/// <summary>A refusal with the one member <c>error</c>.</summary>
public sealed record PlainError(string Error);

/// <summary>Answer of <c>GET /health</c>.</summary>
public sealed record ServiceHealth(string Status, string Service);

/// <summary>Answer of <c>GET /api/version</c>.</summary>
public sealed record ServiceVersion(string Version);

/// <summary>Answer of <c>POST /api/servers/import</c>.</summary>
/// <param name="Imported">0 unless every item was accepted: an import happens as a whole or not at all.</param>
public sealed record ImportReport(string Message, int Imported, IReadOnlyList<ImportItem> Items);

/// <summary>One item of an import.</summary>
/// <param name="Index">Position in the request.</param>
/// <param name="Path">Path as stated, when one was.</param>
/// <param name="Status"><c>created</c>, <c>updated</c>, <c>refused</c>, or <c>skipped</c> when another item was refused.</param>
public sealed record ImportItem(int Index, string? Path, string Status, IReadOnlyList<string> Problems, IReadOnlyList<string> Warnings);
