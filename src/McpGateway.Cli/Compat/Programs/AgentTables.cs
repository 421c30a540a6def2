using System.Globalization;
using System.Text.Json.Nodes;
using McpGateway.Cli.Compat.Support;

namespace McpGateway.Cli.Compat.Programs;

/// <summary>Tables as <c>agent_mgmt.py</c> prints them: columns of a fixed width between lines of dashes.</summary>
internal static class AgentTables
{
    public const int Wide = 120;
    public const int Medium = 110;
    public const int Narrow = 100;

    /// <param name="rows">Their last cells are as wide as they are.</param>
    public static void Print(Call call, int width, (string Title, int Width)[] columns, IEnumerable<string[]> rows)
    {
        var rule = new string('-', width);
        call.Line(rule);
        call.Line(Row(columns, [.. columns.Select(column => column.Title.PadRight(column.Width))]));
        call.Line(rule);
        foreach (var row in rows)
        {
            call.Line(Row(columns, row));
        }

        call.Line(rule);
    }

    /// <summary>How near an agent is to what was asked for, right in its column.</summary>
    public static string Score(JsonNode agent)
    {
        const int Digits = 7;
        var score = agent.Number("relevance_score") ?? agent.Number("score") ?? 0;
        return score.ToString("0.0000", CultureInfo.InvariantCulture).PadLeft(Digits);
    }

    private static string Row((string Title, int Width)[] columns, string[] cells) =>
        string.Join(" | ", cells.Select((cell, index) => index == cells.Length - 1 ? cell : cell.PadRight(columns[index].Width)));
}
