namespace McpGateway.Core.Scanning.Analysis;

/// <summary>A text of a definition that a model may read.</summary>
/// <param name="Item">The name of the tool, or the kind and name of a prompt, resource or resource template (<c>prompt greet</c>); null
/// for the server or agent itself.</param>
/// <param name="Field">Where in it.</param>
/// <param name="Kind">What sort of text it is.</param>
/// <param name="Text">As it was stated.</param>
public sealed record ScanText(string? Item, string Field, TextKind Kind, string Text);

/// <summary>What a text is for, which decides what is expected of it.</summary>
public enum TextKind
{
    /// <summary>A name of a server, tool, prompt or skill, or the address of a resource.</summary>
    Name,

    /// <summary>Sentences: descriptions, titles, instructions.</summary>
    Prose,

    /// <summary>The name of a parameter.</summary>
    Parameter,

    /// <summary>A value that a model or client may send as it is: defaults, constants, allowed values, examples.</summary>
    Value,
}
