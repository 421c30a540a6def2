using McpGateway.Foundation;

namespace McpGateway.Access.Groups;

/// <summary>Port: the groups of the configured identity provider. Not registered when none is configured.</summary>
public interface IProviderGroupDirectory
{
    /// <summary>True when tokens state groups by id instead of by name (Entra ID): a new group's id then joins its mappings.</summary>
    bool StatesGroupsById { get; }

    Task<Result<IReadOnlyList<DirectoryGroup>>> ListAsync(CancellationToken cancellationToken);

    /// <summary>The group of that name, whatever its case; null when there is none.</summary>
    async Task<Result<DirectoryGroup?>> FindAsync(string name, CancellationToken cancellationToken)
    {
        var listed = await ListAsync(cancellationToken);
        return listed.IsSuccess
            ? listed.Value.FirstOrDefault(group => string.Equals(group.Name, name, StringComparison.OrdinalIgnoreCase))
            : listed.Error;
    }

    Task<Result<DirectoryGroup>> CreateAsync(string name, string description, CancellationToken cancellationToken);

    /// <returns>False when there was no such group.</returns>
    Task<Result<bool>> DeleteAsync(string name, CancellationToken cancellationToken);
}

/// <summary>A group of the identity provider.</summary>
public sealed record DirectoryGroup(string Name, string Id, string Path)
{
    /// <summary>Further properties, as the provider states them.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>>? Attributes { get; init; }
}
