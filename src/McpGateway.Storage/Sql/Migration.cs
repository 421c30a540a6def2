using System.Globalization;
using System.Reflection;

namespace McpGateway.Storage.Sql;

/// <summary>One numbered script. The number is what <c>schema_version</c> remembers.</summary>
internal sealed record Migration(int Number, string Name, string Sql)
{
    private const string RunsFromMark = "-- runs-from: ";

    /// <summary>
    /// Releases that know the schema up to this number may go on, and start, on a database that has this migration. The script states it in
    /// its first line; without a statement it is the migration's own number, so that they may not.
    /// </summary>
    public int RunsFrom { get; } = Sql.StartsWith(RunsFromMark, StringComparison.Ordinal)
        ? int.Parse(Sql[RunsFromMark.Length..Sql.IndexOf('\n', StringComparison.Ordinal)], CultureInfo.InvariantCulture)
        : Number;

    /// <summary>
    /// The scripts in <paramref name="folder"/> (<c>Sqlite</c>, <c>Postgres</c>), embedded as <c>Migrations/0001_name.sql</c>, in their
    /// order.
    /// </summary>
    public static IReadOnlyList<Migration> ReadAll(string folder)
    {
        var assembly = Assembly.GetExecutingAssembly();
        var prefix = $"McpGateway.Storage.{folder}.Migrations.";
        return
        [
            .. from resource in assembly.GetManifestResourceNames()
               where resource.StartsWith(prefix, StringComparison.Ordinal)
               let name = resource[prefix.Length..^".sql".Length]
               orderby name
               select new Migration(
                   int.Parse(name.AsSpan(0, 4), NumberStyles.None, CultureInfo.InvariantCulture), name, ReadText(assembly, resource)),
        ];
    }

    private static string ReadText(Assembly assembly, string resource)
    {
        using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
        return reader.ReadToEnd();
    }
}

/// <summary>What may be done to the schema of a database that is opened.</summary>
internal enum SchemaOpening
{
    /// <summary>A gateway starts: whatever is missing is made, and a newer schema will do that was made for running beside it.</summary>
    Serve,

    /// <summary>It is filled with another store's contents: an empty one gets its tables, one of an earlier release stays.</summary>
    Fill,

    /// <summary>It is read or maintained: a gateway of an earlier release may be running on it, which an upgrade would stop.</summary>
    AsItIs,
}
