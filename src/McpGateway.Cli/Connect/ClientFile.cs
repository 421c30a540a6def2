using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using McpGateway.Cli.Profiles;
using McpGateway.Cli.Running;

namespace McpGateway.Cli.Connect;

/// <summary>The configuration file of a client.</summary>
internal static class ClientFile
{
    /// <summary>The text with a server in it. Members of an entry that is there already stay, but for those that are set.</summary>
    public static string Set(ClientFormat format, string file, string text, string name, JsonObject entry, bool replaces)
    {
        try
        {
            return format.IsToml ? SetToml(format, text, name, entry, replaces) : SetJson(format, text, name, entry, replaces);
        }
        catch (Exception broken) when (broken is JsonException or FormatException or Tomlyn.TomlException)
        {
            throw new CommandFailure(
                ExitCodes.Misused, $"{file} cannot be read: {broken.Message}", "Mend it first; nothing was changed.", broken);
        }
    }

    /// <summary>Replaces the file as a whole, in its mode, and keeps what it held beside it.</summary>
    /// <returns>Where that is; null when there was no file.</returns>
    public static string? Write(string file, string before, string after, DateTimeOffset now)
    {
        try
        {
            string? backup = null;
            if (File.Exists(file))
            {
                backup = $"{file}.{now.UtcDateTime.ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture)}.bak";
                PrivateFile.Write(backup, Encoding.UTF8.GetBytes(before), ModeOf(file));
            }

            PrivateFile.Write(file, Encoding.UTF8.GetBytes(after), ModeOf(file));
            return backup;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailure(ExitCodes.Failed, $"{file} cannot be written: {failure.Message}", cause: failure);
        }
    }

    private static UnixFileMode? ModeOf(string file) =>
        OperatingSystem.IsWindows() || !File.Exists(file) ? null : File.GetUnixFileMode(file);

    private static string SetJson(ClientFormat format, string text, string name, JsonObject entry, bool replaces)
    {
        var existing = JsoncEditor.Get(text, [format.Section, name]);
        if (existing is not JsonObject stored || replaces)
        {
            return JsoncEditor.Set(text, [format.Section, name], entry);
        }

        // One that starts a program is another server of that name; one that names an address moves.
        if (stored.ContainsKey("command") != entry.ContainsKey("command"))
        {
            throw Other(name);
        }

        foreach (var (member, value) in entry)
        {
            if (!JsonNode.DeepEquals(stored[member], value))
            {
                text = JsoncEditor.Set(text, [format.Section, name, member], value!);
            }
        }

        return text;
    }

    private static string SetToml(ClientFormat format, string text, string name, JsonObject entry, bool replaces) =>
        !replaces && TomlEditor.Has(text, format.Section, name, "command")
            ? throw Other(name)
            : TomlEditor.Set(text, format.Section, name, entry);

    private static CommandFailure Other(string name) => CommandFailure.Misuse(
        $"The client has another server of the name '{name}'.", "Choose a name with --as, or say --replace.");
}
