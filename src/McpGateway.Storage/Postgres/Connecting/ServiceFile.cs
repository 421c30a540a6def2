namespace McpGateway.Storage.Postgres.Connecting;

/// <summary>
/// Connections that are stated by name in <c>pg_service.conf</c>
/// (<see href="https://www.postgresql.org/docs/current/libpq-pgservice.html"/>).
/// </summary>
internal static class ServiceFile
{
    /// <summary>Parameters of a service, from the user's file or else the system's.</summary>
    /// <param name="service">Its name.</param>
    /// <param name="stated">The file that the connection's text names; null for none.</param>
    /// <param name="around">Where files are.</param>
    /// <exception cref="ConnectionTextException">There is no such service, or its file cannot be read.</exception>
    public static List<KeyValuePair<string, string>> Read(string service, string? stated, PostgresSurroundings around)
    {
        var named = stated ?? around["PGSERVICEFILE"];
        if (named is not null && !File.Exists(named))
        {
            throw new ConnectionTextException(
                $"names the service '{Shown.Name(service)}' of the file '{named}', which does not exist: correct PGSERVICEFILE.");
        }

        string?[] files = [named ?? around.AtHome(".pg_service.conf"), SystemFile(around)];
        foreach (var file in files.OfType<string>().Where(File.Exists))
        {
            if (ReadFrom(file, service) is { } parameters)
            {
                return parameters;
            }
        }

        throw new ConnectionTextException(
            $"names the service '{Shown.Name(service)}', which no pg_service.conf has: add it, or let PGSERVICEFILE name its file.");
    }

    private static string SystemFile(PostgresSurroundings around) =>
        Path.Combine(around["PGSYSCONFDIR"] ?? "/etc/postgresql-common", "pg_service.conf");

    private static List<KeyValuePair<string, string>>? ReadFrom(string file, string service)
    {
        List<KeyValuePair<string, string>>? found = null;
        foreach (var line in LinesOf(file))
        {
            if (line.StartsWith('['))
            {
                if (found is not null)
                {
                    return found;
                }

                found = line.TrimEnd().EndsWith(']') && line.Trim('[', ']', ' ').Equals(service, StringComparison.Ordinal) ? [] : null;
            }
            else
            {
                found?.Add(PairOf(line, file));
            }
        }

        return found;
    }

    private static KeyValuePair<string, string> PairOf(string line, string file)
    {
        var equals = line.IndexOf('=', StringComparison.Ordinal);
        if (equals <= 0)
        {
            throw new ConnectionTextException(
                line.StartsWith("ldap", StringComparison.OrdinalIgnoreCase)
                    ? $"names a service of '{file}' that is looked up with LDAP, which is not done: write its parameters into the file."
                    : $"names a service of '{file}' with a line that is not name=value: correct the file.");
        }

        var name = line[..equals].Trim();
        return name is "service" or "servicefile"
            ? throw new ConnectionTextException($"names a service of '{file}' that names another service: write its parameters instead.")
            : new(name, line[(equals + 1)..].Trim());
    }

    private static string[] LinesOf(string file)
    {
        try
        {
            return [.. File.ReadAllLines(file).Select(static line => line.Trim()).Where(static line => line.Length > 0 && line[0] != '#')];
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new ConnectionTextException(
                $"names a service, but the file '{file}' cannot be read: allow the gateway's user to read it.");
        }
    }
}
