# Makes torch.json beside it: python3 make_torch_json.py, with torch 1.13 or later. Only for making it again; no test runs this.
import json, random, torch, torch.nn.functional as F

# images are made by a rule that both sides know
def vol(nx, ny, nz):
    z = torch.arange(nz).view(nz, 1, 1); y = torch.arange(ny).view(ny, 1); x = torch.arange(nx)
    return ((z * 37 + y * 131 + x * 71 + (x * y + z) % 17 * 29) % 256).float() / 255

def sampled(t):
    flat = t.flatten(); n = flat.numel()
    index = sorted(set(random.Random(n).sample(range(n), min(40, n))) | {0, n - 1})
    return dict(index=index, value=[float(flat[i]) for i in index], mean=float(t.double().mean()))

out = dict(volume=[], crop=[], area=[])
for size, to in [((17, 13, 9), (23, 11, 19)), ((20, 30, 10), (7, 15, 10)), ((5, 1, 3), (8, 4, 2)),
                 ((33, 21, 40), (24, 15, 50)), ((6, 6, 6), (6, 6, 13)), ((64, 48, 12), (16, 12, 3))]:
    r = F.interpolate(vol(*size)[None, None], size=to[::-1], mode='trilinear', align_corners=False)
    out['volume'].append(dict(size=size, to=to) | sampled(r))
for width, height, left, top, w, h, ow, oh in [
        (256, 300, 20, 31, 200, 150, 224, 224), (256, 256, 0, 0, 256, 256, 96, 96),
        (61, 47, 13, 5, 48, 42, 33, 29), (61, 47, 60, 46, 1, 1, 7, 5), (40, 30, 3, 2, 11, 9, 64, 64)]:
    c = vol(width, height, 1)[0][top:top + h, left:left + w]
    r = F.interpolate(c[None, None], size=(oh, ow), mode='bilinear', align_corners=False)
    out['crop'].append(dict(size=[width, height], rectangle=[left, top, w, h], to=[ow, oh]) | sampled(r))
for width, height, f in [(64, 48, 4), (63, 33, 3), (10, 14, 2)]:
    r = F.avg_pool2d(vol(width, height, 1)[None], f)
    out['area'].append(dict(size=[width, height], to=[width // f, height // f]) | sampled(r))
json.dump(out, open('torch.json', 'w'), separators=(',', ':'))
