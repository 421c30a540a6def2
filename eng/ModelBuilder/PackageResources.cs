using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace ModelBuilder;

/// <summary>The embedded resources of an assembly, read without loading it.</summary>
internal sealed class PackageResources
{
    private readonly Dictionary<string, byte[]> _resources = new(StringComparer.Ordinal);

    public static PackageResources Open(string assembly)
    {
        using var stream = File.OpenRead(assembly);
        using var image = new PEReader(stream);
        var metadata = image.GetMetadataReader();
        var directory = image.PEHeaders.CorHeader!.ResourcesDirectory;
        var block = image.GetSectionData(directory.RelativeVirtualAddress);
        var found = new PackageResources();
        foreach (var handle in metadata.ManifestResources)
        {
            var resource = metadata.GetManifestResource(handle);
            if (resource.Implementation.IsNil)
            {
                var reader = block.GetReader((int)resource.Offset, directory.Size - (int)resource.Offset);
                found._resources[metadata.GetString(resource.Name)] = reader.ReadBytes(reader.ReadInt32());
            }
        }

        return found;
    }

    /// <exception cref="InvalidDataException">There is not exactly one resource whose name ends so.</exception>
    public byte[] Find(string ending)
    {
        var names = _resources.Keys.Where(name => name.EndsWith(ending, StringComparison.Ordinal)).ToList();
        return names is [var name]
            ? _resources[name]
            : throw new InvalidDataException(
                $"{names.Count} resources end with {ending}; there are: {string.Join(", ", _resources.Keys)}.");
    }
}
