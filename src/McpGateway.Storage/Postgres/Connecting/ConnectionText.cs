using System.Data.Common;
using Npgsql;

namespace McpGateway.Storage.Postgres.Connecting;

/// <summary>Tells the forms of a connection's text apart: an address, libpq's keywords, or the driver's connection string.</summary>
internal static class ConnectionText
{
    private static readonly NpgsqlConnectionStringBuilder Driver = [];

    /// <summary>The parameters as they were written, in any of the names that are known for them.</summary>
    /// <exception cref="ConnectionTextException">It has none of the forms.</exception>
    public static List<KeyValuePair<string, string>> Read(string text)
    {
        text = text.Trim();
        if (AddressText.IsAddress(text))
        {
            return AddressText.Read(text);
        }

        if (!text.Contains('=', StringComparison.Ordinal) && text.Length > 0)
        {
            throw new ConnectionTextException(
                "is neither a postgresql:// address, nor name=value pairs: see 'Connecting to PostgreSQL' in docs/guides/operations.md.");
        }

        return text.Contains(';', StringComparison.Ordinal) ? ReadWithSemicolons(text) : ReadWithout(text);
    }

    public static bool IsOfTheDriver(string name) => name.Length > 0 && Driver.ContainsKey(name);

    /// <summary>A password may contain a semicolon, in libpq's form too.</summary>
    private static List<KeyValuePair<string, string>> ReadWithSemicolons(string text)
    {
        if (TryReadKeywords(text, out var parts) && parts.All(static part => IsKeyword(part.Key) && !HidesAnother(part.Value)))
        {
            return parts;
        }

        return ReadOfTheDriver(text);
    }

    private static List<KeyValuePair<string, string>> ReadWithout(string text)
    {
        // The driver's names may have spaces: "User Name=a". Where both forms fit, they mean the same.
        var name = text.Split('=', 2)[0].Trim();
        return name.Contains(' ', StringComparison.Ordinal) && IsOfTheDriver(name) ? ReadOfTheDriver(text) : KeywordText.Read(text);
    }

    private static bool TryReadKeywords(string text, out List<KeyValuePair<string, string>> parts)
    {
        try
        {
            parts = KeywordText.Read(text);
            return true;
        }
        catch (ConnectionTextException)
        {
            parts = [];
            return false;
        }
    }

    private static bool IsKeyword(string name) => LibpqParameters.Find(name) is not null;

    /// <summary><c>db;database=x</c> is not the name of a host.</summary>
    private static bool HidesAnother(string value) => value.Split(';').Skip(1)
        .Any(static part => part.Split('=', 2) is [var name, _] && (IsOfTheDriver(name.Trim()) || IsKeyword(name.Trim())));

    private static List<KeyValuePair<string, string>> ReadOfTheDriver(string text)
    {
        try
        {
            var parts = new DbConnectionStringBuilder { ConnectionString = text };
            return [.. from string name in parts.Keys select new KeyValuePair<string, string>(name, parts[name].ToString() ?? "")];
        }
        catch (ArgumentException)
        {
            // The cause is not passed on: it may repeat what it could not read.
            throw new ConnectionTextException(
                "is not a connection string: write Name=Value, parted by ';', and a value with ';' or quotes in \"double quotes\".");
        }
    }
}
