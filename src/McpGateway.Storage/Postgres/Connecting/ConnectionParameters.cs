using System.Globalization;

namespace McpGateway.Storage.Postgres.Connecting;

/// <summary>What is stated about a connection: by its text, else by its service, else by variables.</summary>
internal sealed class ConnectionParameters
{
    private readonly Dictionary<string, string> _ofLibpq = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _ofTheDriver = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<string> _notes = [];

    /// <summary>Parameters that libpq does not have, by the driver's names.</summary>
    public IReadOnlyDictionary<string, string> OfTheDriver => _ofTheDriver;

    /// <summary>What the log says about parameters without effect.</summary>
    public IReadOnlyList<string> Notes => _notes;

    /// <summary>Null when it is not stated, or empty.</summary>
    public string? this[string name] => _ofLibpq.GetValueOrDefault(name);

    /// <exception cref="ConnectionTextException">A parameter is unknown, or cannot be honoured.</exception>
    public static ConnectionParameters Read(string text, PostgresSurroundings around)
    {
        var stated = new ConnectionParameters();
        foreach (var (name, value) in ConnectionText.Read(text))
        {
            stated.Set(name, value);
        }

        if ((stated["service"] ?? around["PGSERVICE"]) is { } service)
        {
            var further = new ConnectionParameters();
            foreach (var (name, value) in ServiceFile.Read(service, stated["servicefile"], around))
            {
                further.Set(name, value);
            }

            stated.Fill(further);
        }

        stated.FillFrom(around);
        stated.JudgeAll();
        return stated;
    }

    /// <summary>A whole number within limits.</summary>
    public int? Number(string name, int least, int most)
    {
        if (this[name] is not { } text)
        {
            return null;
        }

        return int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            && number >= least && number <= most
            ? number
            : throw Wrong(name, $"must be a whole number from {least} to {most}");
    }

    public bool? Switch(string name) => this[name]?.ToUpperInvariant() switch
    {
        null => null,
        "1" or "TRUE" or "ON" or "YES" => true,
        "0" or "FALSE" or "OFF" or "NO" => false,
        _ => throw Wrong(name, "must be 1 or 0"),
    };

    /// <summary>One of the driver's values, written as libpq or as the driver does: <c>verify-full</c>, <c>VerifyFull</c>.</summary>
    public T? OneOf<T>(string name, string values)
        where T : struct, Enum
    {
        if (this[name] is not { } text)
        {
            return null;
        }

        var compact = text.Replace("-", "", StringComparison.Ordinal).Replace("_", "", StringComparison.Ordinal);
        return Enum.GetNames<T>().FirstOrDefault(known => known.Equals(compact, StringComparison.OrdinalIgnoreCase)) is { } match
            ? Enum.Parse<T>(match)
            : throw Wrong(name, "must be " + values);
    }

    public static ConnectionTextException Wrong(string name, string advice) => new($"has the parameter '{name}', which {advice}.");

    private void Set(string name, string value)
    {
        if (value.Contains('\0', StringComparison.Ordinal))
        {
            throw new ConnectionTextException($"has the parameter '{Shown.Name(name)}' with a NUL in its value: leave it out.");
        }

        if (LibpqParameters.Find(name) is { } known)
        {
            // Empty means not stated, and takes back what was stated before.
            if (value.Length == 0)
            {
                _ofLibpq.Remove(known.Name);
            }
            else
            {
                _ofLibpq[known.Name] = value;
            }
        }
        else if (ConnectionText.IsOfTheDriver(name))
        {
            _ofTheDriver[name] = value;
        }
        else
        {
            throw new ConnectionTextException(
                $"has the parameter '{Shown.Name(name)}', which is not known: {LibpqParameters.AdviceFor(name)}.");
        }
    }

    private void Fill(ConnectionParameters further)
    {
        foreach (var (name, value) in further._ofLibpq)
        {
            _ofLibpq.TryAdd(name, value);
        }

        foreach (var (name, value) in further._ofTheDriver)
        {
            _ofTheDriver.TryAdd(name, value);
        }
    }

    private void FillFrom(PostgresSurroundings around)
    {
        // Where to connect is one statement: a host of the text is not joined with an address or a port list of the environment.
        var hasPlace = this["host"] is not null || this["hostaddr"] is not null;
        foreach (var parameter in LibpqParameters.Listed)
        {
            var isPlace = parameter.Name is "host" or "hostaddr";
            if (parameter.Variable is { } variable && around[variable] is { } value && !(hasPlace && isPlace))
            {
                _ofLibpq.TryAdd(parameter.Name, value);
            }
        }

        if (this["sslmode"] is null && (this["requiressl"] ?? around["PGREQUIRESSL"]) is "1")
        {
            _ofLibpq["sslmode"] = "require";
        }
    }

    private void JudgeAll()
    {
        foreach (var parameter in LibpqParameters.Listed)
        {
            if (this[parameter.Name] is not { } value || parameter.Harmless.Contains(value, StringComparer.OrdinalIgnoreCase))
            {
                continue;
            }

            if (parameter.Use == ParameterUse.Refused)
            {
                throw new ConnectionTextException($"has the parameter '{parameter.Name}', which cannot be honoured: {parameter.Advice}.");
            }

            if (parameter.Use == ParameterUse.WithoutEffect)
            {
                _notes.Add($"{parameter.Name} has no effect: {parameter.Advice}.");
            }
        }
    }
}
