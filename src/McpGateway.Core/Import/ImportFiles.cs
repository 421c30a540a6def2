using McpGateway.Access.Files;
using McpGateway.Core.Import.Files;
using McpGateway.Foundation;

namespace McpGateway.Core.Import;

/// <summary>Finds the Python product's data in files and folders. Reads only; what it finds is not judged yet.</summary>
public static class ImportFiles
{
    private const int MaxFiles = 100_000;

    private static readonly string[] Extensions = [".json", ".jsonl", ".ndjson", ".bson", ".yml", ".yaml"];

    /// <summary>Beside the data: kept by the Python product for itself, or by the tools.</summary>
    private static readonly string[] Ignored = [".metadata.json", "package.json", "package-lock.json", "prelude.json"];

    /// <param name="paths">Files and folders.</param>
    /// <returns>The items, servers first; <see cref="ErrorKind.Invalid"/> when a path is not there or nothing is found.</returns>
    public static Result<SourceItem[]> Read(IReadOnlyList<string> paths)
    {
        ArgumentNullException.ThrowIfNull(paths);
        var files = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var path in paths)
        {
            if (Directory.Exists(path))
            {
                files.UnionWith(Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories).Where(IsData).Take(MaxFiles));
            }
            else if (File.Exists(path))
            {
                files.Add(path);
            }
            else
            {
                return new Error(ErrorKind.Invalid, $"{path} is neither a file nor a folder.");
            }
        }

        return files.Count == 0
            ? new Error(ErrorKind.Invalid, "There is no data in it: .json, .jsonl, .bson (also .gz) and scopes.yml are read.")
            : Collect(files);
    }

    private static bool IsData(string file) =>
        Array.Exists(Extensions, extension => DocumentFile.Plain(file).EndsWith(extension, StringComparison.OrdinalIgnoreCase))
        && !Array.Exists(Ignored, name => DocumentFile.Plain(file).EndsWith(name, StringComparison.OrdinalIgnoreCase));

    private static SourceItem[] Collect(IEnumerable<string> files)
    {
        var found = new FoundItems();
        foreach (var file in files)
        {
            var plain = DocumentFile.Plain(file);
            if (plain.EndsWith(".yml", StringComparison.OrdinalIgnoreCase) || plain.EndsWith(".yaml", StringComparison.OrdinalIgnoreCase))
            {
                AddScopes(found, file);
            }
            else
            {
                var sort = SourceNames.SortOf(file);
                foreach (var document in DocumentFile.Read(file, SourceNames.IsCollection(file)))
                {
                    found.Add(sort, file, document);
                }
            }
        }

        return found.ToItems();
    }

    /// <summary>Other YAML files of the Python product, such as those of its identity providers, are its configuration.</summary>
    private static void AddScopes(FoundItems found, string file)
    {
        string text;
        try
        {
            text = File.ReadAllText(file);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            found.Add(new(ItemSorts.Scope, file, default) { Name = Path.GetFileName(file), Problem = failure.Message });
            return;
        }

        if (!text.Contains("group_mappings:", StringComparison.Ordinal) && !text.Contains("UI-Scopes:", StringComparison.Ordinal))
        {
            found.Add(new(ItemSorts.Other, file, default)
            {
                Name = Path.GetFileName(file),
                Problem = "It is no scopes.yml: it has neither UI-Scopes nor group_mappings",
            });
            return;
        }

        var scopes = ScopesFile.Parse(text);
        if (scopes.Problems.Count > 0)
        {
            found.Add(new(ItemSorts.Scope, file, default)
            {
                Name = Path.GetFileName(file),
                Problem = $"None of its scopes is taken: {string.Join("; ", scopes.Problems)}",
            });
        }

        foreach (var scope in scopes.Scopes)
        {
            found.Add(new(ItemSorts.Scope, file, SourceScope.ToJson(scope))
            {
                Name = scope.Name,
                Scope = scope,
                Remarks = scopes.Undefined.Contains(scope.Name)
                    ? ["Only group_mappings names it: it grants nothing"]
                    : [],
            });
        }
    }
}
