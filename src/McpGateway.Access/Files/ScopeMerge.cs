using McpGateway.Access.Scopes;

namespace McpGateway.Access.Files;

/// <summary>What the scopes are after a file was applied to those that exist. Pure.</summary>
internal static class ScopeMerge
{
    public static IReadOnlyList<ScopeRecord> Apply(ScopesFile file, IReadOnlyList<ScopeRecord> existing, bool replaceAll)
    {
        if (replaceAll)
        {
            var described = existing.ToDictionary(static scope => scope.Name, static scope => scope.Description, StringComparer.Ordinal);
            return [.. file.Scopes.Select(scope => scope with { Description = described.GetValueOrDefault(scope.Name, "") })];
        }

        var merged = existing.ToDictionary(static scope => scope.Name, StringComparer.Ordinal);
        var groups = file.Scopes.SelectMany(static scope => scope.GroupMappings).ToHashSet(StringComparer.Ordinal);

        // A group that the file maps has exactly the scopes that the file says: it leaves the others.
        foreach (var scope in existing.Where(scope => scope.GroupMappings.Any(groups.Contains)))
        {
            merged[scope.Name] = scope with { GroupMappings = [.. scope.GroupMappings.Where(group => !groups.Contains(group))] };
        }

        foreach (var scope in file.Scopes)
        {
            var before = merged.GetValueOrDefault(scope.Name);
            string[] mappings = [.. before?.GroupMappings ?? [], .. scope.GroupMappings];
            merged[scope.Name] = before is not null && file.Undefined.Contains(scope.Name)
                ? before with { GroupMappings = mappings }
                : scope with { Description = before?.Description ?? "", GroupMappings = mappings };
        }

        return [.. merged.Values];
    }
}
