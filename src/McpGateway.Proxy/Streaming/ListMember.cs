using System.Text;
using McpGateway.Proxy.Pins;

namespace McpGateway.Proxy.Streaming;

/// <summary>A member of a result that is looked at.</summary>
/// <param name="kind">What it lists.</param>
/// <param name="name">Its name.</param>
/// <param name="key">The member of its elements that names them.</param>
internal sealed class ListMember(DefinitionKind kind, string name, string key)
{
    public static readonly ListMember[] Tools = [new(DefinitionKind.Tool, "tools", "name")];

    public static readonly ListMember[] All =
    [
        .. Tools,
        new(DefinitionKind.Prompt, "prompts", "name"),
        new(DefinitionKind.Resource, "resources", "uri"),
        new(DefinitionKind.ResourceTemplate, "resourceTemplates", "uriTemplate"),
        new(DefinitionKind.Instructions, "instructions", ""),
    ];

    private readonly byte[] _utf8 = Encoding.UTF8.GetBytes(name);
    private readonly byte[] _keyUtf8 = Encoding.UTF8.GetBytes(key);

    public DefinitionKind Kind => kind;

    /// <summary>The name alone, as names whose look-alikes are refused are given.</summary>
    public string[] Name { get; } = [name];

    public string[] Key { get; } = [key];

    public ReadOnlySpan<byte> Utf8 => _utf8;

    public ReadOnlySpan<byte> KeyUtf8 => _keyUtf8;
}
