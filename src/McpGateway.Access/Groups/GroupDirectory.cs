using McpGateway.Foundation;

namespace McpGateway.Access.Groups;

/// <summary>
/// The identity provider's groups as group operations use them: there may be no provider, and one that is away must not block a deletion.
/// </summary>
public sealed partial class GroupDirectory(IEnumerable<IProviderGroupDirectory> providers, ILogger<GroupDirectory> logger)
{
    private readonly IProviderGroupDirectory? _provider = providers.FirstOrDefault();

    /// <summary>Creates the group unless there is one of that name, whatever its case.</summary>
    public async Task<Result<DirectoryOutcome>> EnsureAsync(string name, string description, CancellationToken cancellationToken)
    {
        if (_provider is null)
        {
            return DirectoryOutcome.Untouched;
        }

        var found = await _provider.FindAsync(name, cancellationToken);
        if (!found.IsSuccess)
        {
            return found.Error;
        }

        if (found.Value is { } existing)
        {
            return new DirectoryOutcome(false, MappedIdOf(existing));
        }

        var created = await _provider.CreateAsync(name, description, cancellationToken);
        return created.IsSuccess ? new DirectoryOutcome(true, MappedIdOf(created.Value)) : created.Error;
    }

    /// <returns>Whether a group was deleted. A provider that refuses is logged.</returns>
    public async Task<bool> DeleteAsync(string name, CancellationToken cancellationToken)
    {
        if (_provider is null)
        {
            return false;
        }

        var deleted = await _provider.DeleteAsync(name, cancellationToken);
        if (!deleted.IsSuccess)
        {
            LogNotDeleted(name, deleted.Error.Detail);
        }

        return deleted.IsSuccess && deleted.Value;
    }

    public async Task<Result<IReadOnlyList<DirectoryGroup>>> ListAsync(CancellationToken cancellationToken) => _provider is null
        ? new Error(ErrorKind.Unavailable, "No identity provider is configured for groups")
        : await _provider.ListAsync(cancellationToken);

    /// <summary>The id that tokens will state for a group of the provider; null when they state its name.</summary>
    internal string? MappedIdOf(DirectoryGroup group) =>
        _provider is { StatesGroupsById: true } && group.Id != group.Name ? group.Id : null;

    [LoggerMessage(EventId = 3011, Level = LogLevel.Warning, Message = "The identity provider did not delete group {Group}: {Reason}")]
    private partial void LogNotDeleted(string group, string reason);
}

/// <param name="IsCreated">Whether a group was made.</param>
/// <param name="MappedId">The id that tokens will state for the group, where they do not state its name.</param>
public sealed record DirectoryOutcome(bool IsCreated, string? MappedId)
{
    internal static readonly Result<DirectoryOutcome> Untouched = new DirectoryOutcome(false, null);
}
