namespace McpGateway.Core.BuiltIn;

/// <summary>A server that the product registers by itself on its first start.</summary>
/// <param name="Name">Name of the in-process server that answers.</param>
/// <param name="Path">Where it is registered, with slashes as clients of the reference know it.</param>
public sealed record BuiltInServer(string Name, string Path, string DisplayName, string Description)
{
    public IReadOnlyList<string> Tags { get; init; } = [];

    public int StatedTools { get; init; }
}
