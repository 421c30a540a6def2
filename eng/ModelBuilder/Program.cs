using ModelBuilder;

if (args is not [var package, var directory])
{
    await Console.Error.WriteLineAsync("usage: ModelBuilder PACKAGE_DLL OUTPUT_DIRECTORY");
    return 2;
}

var resources = PackageResources.Open(package);
var graph = OnnxModel.Read(resources.Find(".onnx"));
Int8Quantizer.Quantize(graph);
Directory.CreateDirectory(directory);

await PutAsync("vocab.txt", resources.Find("vocab.txt"));
await PutAsync("model_int8.onnx", graph.ToBytes());
return 0;

// Under its final name only when it is whole: a build that is interrupted must not leave half a model that looks up to date. Projects that
// are built at once make the same file, each under a name of its own until then.
async Task PutAsync(string name, byte[] content)
{
    var draft = Path.Combine(directory, $"{name}.{Guid.NewGuid():n}.part");
    await File.WriteAllBytesAsync(draft, content);
    File.Move(draft, Path.Combine(directory, name), overwrite: true);
}
