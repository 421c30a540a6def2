using System.CommandLine;
using McpGateway.Cli.Commands;
using McpGateway.Cli.Profiles;
using McpGateway.Cli.Running;

namespace McpGateway.Cli.SignIn;

/// <summary>Where a sign-in keeps its tokens, as the user says: by an option, or by a variable.</summary>
internal static class StoreOption
{
    private const string Variable = "MCPGW_STORE";

    private static readonly string[] Words = ["auto", "keyring", "file"];

    public static Option<string?> Stated { get; } = Create();

    public static StoreChoice ChoiceOf(CommandRun run)
    {
        var word = run.Get(Stated) ?? run.Environment.Variable(Variable) ?? Words[0];
        return Array.IndexOf(Words, word) is >= 0 and var index
            ? (StoreChoice)index
            : throw CommandFailure.Misuse($"{Variable} is '{word}', and must be one of {string.Join(", ", Words)}.");
    }

    private static Option<string?> Create()
    {
        var option = new Option<string?>("--store")
        {
            Description = $"where the tokens are kept; auto is the keyring where there is one (default: auto; {Variable})",
            HelpName = string.Join('|', Words),
        };
        option.AcceptOnlyFromAmong(Words);
        return option;
    }
}
