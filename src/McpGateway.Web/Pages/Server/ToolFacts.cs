using System.Text.Json;
using McpGateway.Core.Registry.Servers;
using McpGateway.Web.Components;

namespace McpGateway.Web.Pages.Server;

/// <summary>What a list says of a tool beside its name. Pure.</summary>
internal static class ToolFacts
{
    /// <summary>Of English and JSON; tokenizers differ by a tenth or two.</summary>
    private const int LettersPerToken = 4;

    /// <summary>About how many tokens a model reads for the tool's definition.</summary>
    public static int TokensOf(ToolRecord tool)
    {
        ArgumentNullException.ThrowIfNull(tool);
        return (ToolDefinition.Of(tool).GetRawText().Length + LettersPerToken - 1) / LettersPerToken;
    }

    /// <summary>The hints that the server states. They are its word, and prove nothing.</summary>
    public static IReadOnlyList<ToolHint> HintsOf(ToolRecord tool)
    {
        ArgumentNullException.ThrowIfNull(tool);
        if (tool.Annotations is not { ValueKind: JsonValueKind.Object } stated)
        {
            return [];
        }

        var hints = new List<ToolHint>(3);
        if (Says(stated, "readOnlyHint", true))
        {
            hints.Add(new("Read only", "accent", "The server says that it changes nothing."));
        }
        else if (Says(stated, "destructiveHint", true))
        {
            hints.Add(new("Destructive", "bad", "The server says that it may delete or overwrite something."));
        }
        else if (Says(stated, "readOnlyHint", false))
        {
            hints.Add(new("Writes", "warn", "The server says that it changes something."));
        }

        if (Says(stated, "idempotentHint", true))
        {
            hints.Add(new("Repeatable", "", "The server says that a second call with the same arguments changes nothing more."));
        }

        return hints;
    }

    public static string SummaryOf(ToolRecord tool)
    {
        ArgumentNullException.ThrowIfNull(tool);
        return tool.Description.Length > 0 ? MarkdownText.FirstLine(tool.Description) : "No description.";
    }

    private static bool Says(JsonElement hints, string name, bool value) =>
        hints.TryGetProperty(name, out var stated)
        && stated.ValueKind == (value ? JsonValueKind.True : JsonValueKind.False);
}

/// <param name="Text">A word or two.</param>
/// <param name="Tone">Class of a badge; empty for the plain one.</param>
/// <param name="Meaning">A sentence.</param>
internal sealed record ToolHint(string Text, string Tone, string Meaning);
