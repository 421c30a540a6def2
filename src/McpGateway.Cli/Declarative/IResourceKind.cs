using System.Text.Json.Nodes;
using McpGateway.Cli.Commands;

namespace McpGateway.Cli.Declarative;

/// <summary>Things of one kind that a file declares: how they are read, made, changed and removed through the API.</summary>
internal interface IResourceKind
{
    /// <summary>Name of the section in the file.</summary>
    string Section { get; }

    /// <summary>What one is called, for people.</summary>
    string Title { get; }

    /// <summary>The member that identifies one.</summary>
    string Key { get; }

    /// <summary>Members that may be declared, the key included.</summary>
    IReadOnlyList<string> Members { get; }

    /// <summary>Those of them that are true or false.</summary>
    IReadOnlyList<string> Flags => [];

    /// <summary>Those of them that are lists.</summary>
    IReadOnlyList<string> Lists => [];

    /// <summary>Those of them that cannot be empty: a file that states them says what they are.</summary>
    IReadOnlyList<string> Filled => [];

    /// <summary>What there is, by key, in the form that the file has.</summary>
    Task<IReadOnlyDictionary<string, JsonObject>> ReadAsync(CommandRun run, CancellationToken cancellationToken);

    /// <summary>Whether a member that the file states is as it should be.</summary>
    bool IsSame(string member, JsonNode? stated, JsonNode? stored) => Differences.AreSame(stated, stored);

    /// <summary>Whether one that the file does not name may be removed.</summary>
    bool MayPrune(string key, JsonObject stored) => true;

    /// <summary>Makes one, or changes it to what is stated. What is not stated stays.</summary>
    /// <param name="stored">What there is; null when it is new.</param>
    Task ApplyAsync(CommandRun run, JsonObject stated, JsonObject? stored, CancellationToken cancellationToken);

    Task RemoveAsync(CommandRun run, string key, CancellationToken cancellationToken);
}
