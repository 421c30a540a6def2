using System.Text.Json.Serialization;
using McpGateway.Foundation.Documents;

namespace McpGateway.Tests.Storage.Contracts;

/// <summary>A document for the tests of the stores.</summary>
internal sealed record Note(string Text)
{
    public string? Owner { get; init; }

    public DateTimeOffset? Until { get; init; }
}

internal static class Notes
{
    public static readonly DocumentKind<Note> Plain = new("notes", NotesJsonContext.Default.Note)
    {
        OwnerOf = note => note.Owner,
        ExpiryOf = note => note.Until,
    };

    public static readonly DocumentKind<Note> Other = new("other_notes", NotesJsonContext.Default.Note);

    public static readonly DocumentKind<Note> Sealed = new("secret_notes", NotesJsonContext.Default.Note) { IsSealed = true };
}

[JsonSerializable(typeof(Note))]
internal sealed partial class NotesJsonContext : JsonSerializerContext;
