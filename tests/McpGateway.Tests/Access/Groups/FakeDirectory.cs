using McpGateway.Access.Groups;
using McpGateway.Foundation;

namespace McpGateway.Tests.Access.Groups;

/// <summary>An identity provider's groups in memory, which can be made to fail.</summary>
internal sealed class FakeDirectory : IProviderGroupDirectory
{
    public IList<DirectoryGroup> Groups { get; } = [];

    public string? Failure { get; init; }

    public bool StatesGroupsById { get; init; }

    public Task<Result<IReadOnlyList<DirectoryGroup>>> ListAsync(CancellationToken cancellationToken) =>
        Task.FromResult<Result<IReadOnlyList<DirectoryGroup>>>(
            Failure is null ? Groups.ToArray() : new Error(ErrorKind.BadGateway, Failure));

    public Task<Result<DirectoryGroup>> CreateAsync(string name, string description, CancellationToken cancellationToken)
    {
        var created = new DirectoryGroup(name, $"id-{Groups.Count + 1}", "/" + name);
        Groups.Add(created);
        return Task.FromResult<Result<DirectoryGroup>>(created);
    }

    public Task<Result<bool>> DeleteAsync(string name, CancellationToken cancellationToken) =>
        Task.FromResult<Result<bool>>(Groups.FirstOrDefault(group => group.Name == name) is { } found && Groups.Remove(found));
}
