using McpGateway.Access.Editing;
using McpGateway.Access.Files;
using McpGateway.Access.Scopes;
using McpGateway.Foundation;
using McpGateway.Foundation.Documents;

namespace McpGateway.Core.Import;

/// <summary>Scopes with the groups that have them. Names stay what they are.</summary>
internal sealed class ScopePlanner(ScopeRepository scopes, TimeProvider time) : IItemPlanner
{
    private static readonly Lazy<Dictionary<string, string>> Made = new(
        static () => ScopeSeeder.BuiltIn().ToDictionary(static scope => scope.Name, HashOf, StringComparer.Ordinal));

    public string Sort => ItemSorts.Scope;

    public async Task<Result<ItemPlan>> PlanAsync(
        Caller caller, SourceItem item, DocumentBatch batch, CancellationToken cancellationToken)
    {
        var read = item.Scope is { } known
            ? new() { Scopes = [known], Problems = [], Undefined = [] }
            : ScopeDocument.Read(item.Content);
        if (read.Problems.Count > 0)
        {
            return new Error(ErrorKind.Unprocessable, string.Join("; ", read.Problems));
        }

        var scope = read.Scopes[0];
        var current = await scopes.FindAsync(scope.Name, cancellationToken);
        var now = time.GetUtcNow();
        var written = scope with
        {
            Description = scope.Description.Length > 0 ? scope.Description : current?.Value.Description ?? "",
            CreatedAt = current?.Value.CreatedAt ?? now,
            UpdatedAt = now,
        };
        batch.Put(ScopeRepository.Scopes, scope.Name, written, current?.Version ?? DocumentBatch.Absent);
        var stored = current is null ? null : HashOf(current.Value);
        return new ItemPlan(scope.Name, stored, HashOf(written), [])
        {
            IsAsMade = stored is not null && Made.Value.GetValueOrDefault(scope.Name) == stored,
        };
    }

    private static string HashOf(ScopeRecord scope) =>
        DocumentHash.Of(ScopeRepository.Scopes, scope with { CreatedAt = null, UpdatedAt = null });
}
