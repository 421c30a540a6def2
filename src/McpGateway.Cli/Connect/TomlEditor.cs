using System.Text.Json.Nodes;
using Tomlyn.Parsing;
using Tomlyn.Syntax;

namespace McpGateway.Cli.Connect;

/// <summary>Sets a table of a TOML text and leaves everything else of it as it is, comments too.</summary>
internal static class TomlEditor
{
    /// <summary>The text with <c>[section.name]</c> and these members in it.</summary>
    /// <exception cref="FormatException">The text is no TOML.</exception>
    public static string Set(string text, string section, string name, JsonObject members)
    {
        var document = SyntaxParser.ParseStrict(text);
        var key = $"{section}.{Bare(name)}";
        var table = document.Tables.OfType<TableSyntax>().FirstOrDefault(found => NameOf(found) == key);
        if (table is null)
        {
            return Appended(text, key, members);
        }

        foreach (var (member, value) in members)
        {
            if (value is JsonObject nested)
            {
                text = Set(document.ToString(), $"{section}.{Bare(name)}", member, nested);
                document = SyntaxParser.ParseStrict(text);
                table = document.Tables.OfType<TableSyntax>().First(found => NameOf(found) == key);
                continue;
            }

            Put(table, member, (string)value!);
        }

        return document.ToString()!;
    }

    /// <summary>Whether a table is there that starts a program instead of naming an address.</summary>
    public static bool Has(string text, string section, string name, string member) =>
        SyntaxParser.ParseStrict(text).Tables.OfType<TableSyntax>()
            .Where(table => NameOf(table) == $"{section}.{Bare(name)}")
            .SelectMany(static table => table.Items)
            .Any(item => item.Key?.ToString().Trim() == member);

    private static void Put(TableSyntax table, string member, string value)
    {
        var existing = table.Items.FirstOrDefault(item => item.Key?.ToString().Trim() == member);
        if (existing is not null)
        {
            existing.Value = new StringValueSyntax(value);
        }
        else
        {
            table.Items.Add(member, value);
        }
    }

    private static string Appended(string text, string key, JsonObject members)
    {
        var begin = text.Length == 0 ? "" : text.TrimEnd('\n') + "\n\n";
        var scalars = string.Concat(members.Where(static member => member.Value is not JsonObject)
            .Select(static member => $"{Bare(member.Key)} = {Quoted((string)member.Value!)}\n"));
        var tables = string.Concat(members.Where(static member => member.Value is JsonObject)
            .Select(member => "\n" + Appended("", $"{key}.{Bare(member.Key)}", (JsonObject)member.Value!)));
        return $"{begin}[{key}]\n{scalars}{tables}";
    }

    private static string? NameOf(TableSyntax table) => table.Name?.ToString().Trim().Replace(" ", "", StringComparison.Ordinal);

    private static string Bare(string name) =>
        name.All(static letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_') ? name : Quoted(name);

    /// <summary>A basic string of TOML is one of JSON, but for characters that both escape alike.</summary>
    private static string Quoted(string text) => System.Text.Json.JsonSerializer.Serialize(text, StringJsonContext.Default.String);
}
