using McpGateway.Access.Files;
using McpGateway.Access.Scopes;

namespace McpGateway.Tests.Access.Files;

/// <summary>What is left, replaced and moved when a file is applied to scopes that exist.</summary>
public sealed class ScopeMergeTests
{
    private static readonly ScopeRecord[] Existing =
    [
        Policy.Scope("kept", Policy.Rule("a", ["all"], [])) with { GroupMappings = ["staff", "guests"], Description = "Kept" },
        Policy.Scope("team", Policy.Rule("b", ["all"], [])) with { GroupMappings = ["guests"], Description = "Team" },
    ];

    [Fact]
    public void Merge_ScopeOfTheFile_ReplacesItsRules_KeepsItsDescriptionAndGroups()
    {
        var team = Apply("team:\n- server: c\n  methods: all\n").Single(scope => scope.Name == "team");

        Assert.Equal(("c", "Team"), (Assert.Single(team.Rules).Server, team.Description));
        Assert.Equal(["guests"], team.GroupMappings);
    }

    [Fact]
    public void Merge_ScopeThatTheFileDoesNotName_IsTheSameInstance() =>
        Assert.Same(Existing[0], Apply("team: []").Single(scope => scope.Name == "kept"));

    [Fact]
    public void Merge_GroupOfTheFile_HasExactlyTheScopesThatTheFileSays()
    {
        var merged = Apply("group_mappings:\n  guests: [new]\nnew: []\n");

        Assert.Equal(["staff"], merged.Single(scope => scope.Name == "kept").GroupMappings);
        Assert.Empty(merged.Single(scope => scope.Name == "team").GroupMappings);
        Assert.Equal(["guests"], merged.Single(scope => scope.Name == "new").GroupMappings);
    }

    [Fact]
    public void Merge_ScopeThatOnlyAMappingNames_KeepsWhatItGrants()
    {
        var team = Apply("group_mappings:\n  staff: [team]\n").Single(scope => scope.Name == "team");

        Assert.Equal("b", Assert.Single(team.Rules).Server);
        Assert.Equal(["guests", "staff"], team.GroupMappings);
    }

    [Fact]
    public void ReplaceAll_LeavesTheFilesScopesOnly_WithTheDescriptionsThatWereThere()
    {
        var replaced = ScopeMerge.Apply(ScopesFile.Parse("team: []\nnew: []\n"), Existing, replaceAll: true);

        Assert.Equal(
            [("new", "", 0), ("team", "Team", 0)], replaced.Select(scope => (scope.Name, scope.Description, scope.GroupMappings.Count)));
    }

    private static IReadOnlyList<ScopeRecord> Apply(string yaml) => ScopeMerge.Apply(ScopesFile.Parse(yaml), Existing, replaceAll: false);
}
